import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {nodeMetrics, podMetrics} from '../load.ts';
import type {Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {type Exchange, send} from './exchange.ts';
import {matching} from './matching.ts';
import {notFound} from './status.ts';
import type {Target} from './target.ts';

const apiVersion = 'metrics.k8s.io/v1beta1';

/** Answers `get` and `list` of metrics.k8s.io. */
export function serveMetrics(
	exchange: Exchange,
	cluster: Cluster,
	{resource, namespace, name}: Target,
): void {
	const isPods = resource === 'pods';
	const kind = isPods ? 'PodMetrics' : 'NodeMetrics';
	const measured = isPods ? pods : nodes;
	const measure = (entries: readonly Entry[]) =>
		isPods ? entries.flatMap(entry => podMetrics(cluster, entry) ?? []) : nodeMetrics(cluster, entries);
	const typed = (metrics: Tree) => ({kind, apiVersion, ...metrics});
	if (name) {
		const entry = cluster.store.get(measured, namespace, name);
		const [metrics] = entry ? measure([entry]) : [];
		if (!metrics) throw notFound({group: 'metrics.k8s.io', plural: resource, kind}, name);
		send(exchange, 200, typed(metrics));
		return;
	}
	const isMatch = matching(measured, exchange.query) ?? (() => true);
	const entries = cluster.store.list(measured, namespace).filter(({object}) => isMatch(object));
	const items = measure(entries);
	send(exchange, 200, {kind: `${kind}List`, apiVersion, metadata: {}, items});
}
