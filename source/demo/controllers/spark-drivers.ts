/** What drivers of Spark do with the API: they make their executors once they run, and delete them at their end. */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import {executorOf, isExecutor, queryOf} from '../spark.ts';
import type {Entry} from '../store.ts';
import {ownerReference} from './owner.ts';

const writer = {manager: 'okhttp'};
/** A driver has to start itself first. */
const startMs = 1000;

export function runSparkDrivers(cluster: Cluster): void {
	const {store, clock} = cluster;
	store.onChange(({type, entry}) => {
		if (entry.kind !== pods || type === 'DELETED' || queryOf(entry.object) === undefined) return;
		const {phase} = entry.object.status ?? {};
		if (phase === 'Running') clock.after(startMs, () => start(cluster, entry));
		if (phase === 'Succeeded' || phase === 'Failed') clock.after(0, () => stop(cluster, entry));
	});
}

function executorsOf({store}: Cluster, driver: Entry): Entry[] {
	return store.ownedBy(driver.object.metadata.uid, pods).filter(({object}) => isExecutor(object));
}

function start(cluster: Cluster, entry: Entry): void {
	const driver = cluster.store.present(entry);
	const query = driver && queryOf(driver.object);
	if (!driver || !query || driver.object.status?.phase !== 'Running') return;
	if (executorsOf(cluster, driver).length > 0) return;
	for (let number = 1; number <= query.executors; number++) {
		const {metadata, spec} = executorOf(driver.object, query, number);
		const body = {metadata: {...metadata, ownerReferences: [ownerReference(driver)]}, spec};
		try {
			create(cluster, pods, driver.object.metadata.namespace, body, writer);
		} catch {
			// A name that is taken, or a quota that is used up: a driver goes on with those it has.
		}
	}
}

function stop(cluster: Cluster, driver: Entry): void {
	for (const executor of executorsOf(cluster, driver)) {
		if (!executor.object.metadata.deletionTimestamp) remove(cluster, executor, {});
	}
}
