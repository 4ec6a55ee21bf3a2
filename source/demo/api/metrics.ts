import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {nodeMetrics, podMetrics, usageByNode} from '../load.ts';
import type {Entry} from '../store.ts';
import {type Exchange, send} from './exchange.ts';
import {matching} from './matching.ts';
import {sendPieces} from './pieces.ts';
import {notFound} from './status.ts';
import type {Target} from './target.ts';

const apiVersion = 'metrics.k8s.io/v1beta1';

/** Answers `get` and `list` of metrics.k8s.io. */
export async function serveMetrics(
	exchange: Exchange,
	cluster: Cluster,
	{resource, namespace, name}: Target,
): Promise<void> {
	const isPods = resource === 'pods';
	const kind = isPods ? 'PodMetrics' : 'NodeMetrics';
	const measured = isPods ? pods : nodes;
	const measuring = async () => {
		if (isPods) return (entry: Entry) => podMetrics(cluster, entry);
		const used = await usageByNode(cluster);
		return (entry: Entry) => nodeMetrics(cluster, entry, used);
	};
	if (name) {
		const entry = cluster.store.get(measured, namespace, name);
		const metrics = entry && (await measuring())(entry);
		if (!metrics) throw notFound({group: 'metrics.k8s.io', plural: resource, kind}, name);
		send(exchange, 200, {kind, apiVersion, ...metrics});
		return;
	}
	const isMatch = matching(measured, exchange.query) ?? (() => true);
	const entries = cluster.store.list(measured, namespace).filter(({object}) => isMatch(object));
	const measure = await measuring();
	const head = {kind: `${kind}List`, apiVersion, metadata: {}};
	return sendPieces(exchange, head, entries, entry => JSON.stringify(measure(entry)));
}
