import type {Cluster} from '../cluster.ts';
import {type DeleteOptions, remove} from '../registry/delete.ts';
import type {Entry} from '../store.ts';
import {type Exchange, readObject, send} from './exchange.ts';
import {writeOptions} from './write-options.ts';

/** Answers `POST …/pods/NAME/eviction`; there are no disruption budgets that could stand against it. */
export async function serveEviction(exchange: Exchange, cluster: Cluster, find: () => Entry): Promise<void> {
	const {deleteOptions} = await readObject(exchange);
	const {isDryRun} = writeOptions(exchange);
	remove(cluster, find(), (deleteOptions ?? {}) as DeleteOptions, isDryRun);
	send(exchange, 201, {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201});
}
