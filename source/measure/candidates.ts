import type {MeasuringSource} from '../model/measured.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';

/** Labels by which the usual installations of what speaks Prometheus' API are found: three small lists. */
export const sourceSelectors: readonly string[] = [
	'app.kubernetes.io/name in (prometheus, prometheus-server, thanos-query, thanos-query-frontend, victoria-metrics-single, vmsingle, vmselect)',
	'app in (prometheus, prometheus-server, kube-prometheus-stack-prometheus, thanos-query, vmsingle, vmselect)',
	'operated-prometheus=true',
];

/** Where they are looked for by name, by whoever may not list Services everywhere. */
export const usualNamespaces: readonly string[] = [
	'monitoring',
	'prometheus',
	'observability',
	'istio-system',
	'linkerd-viz',
];

const names = /prometheus|thanos-query|victoria-?metrics|vmsingle|vmselect/;
/** Parts of such installations that answer no queries. */
const others =
	/alertmanager|push-?gateway|node-exporter|adapter|operator$|blackbox|kube-state|-agent$|sidecar|storegateway|compact|grafana/;

/** Ports by number as the projects have them: Prometheus, VictoriaMetrics, Thanos, and where a chart puts it on 80. */
const ports = [9090, 8428, 8481, 10_902, 9091, 80];

/**
 * Services that look as if they answered Prometheus' queries, the likeliest
 * first. A headless twin of one in the same namespace, as the operator keeps
 * it, is passed over.
 */
export function candidatesIn(services: readonly KubernetesObject[]): MeasuringSource[] {
	const able = services.filter(({metadata, spec}) => {
		const name = metadata.name;
		return names.test(name) && !others.test(name) && portOf(spec?.ports) !== undefined;
	});
	const isHeadless = ({spec}: KubernetesObject) => spec?.clusterIP === 'None';
	const kept = able.filter(
		each =>
			!isHeadless(each) ||
			!able.some(other => !isHeadless(other) && other.metadata.namespace === each.metadata.namespace),
	);
	return kept
		.map(({metadata: {namespace = '', name}, spec}): MeasuringSource => {
			const {port, isTls} = portOf(spec?.ports)!;
			const prefix = name.includes('vmselect') ? '/select/0/prometheus' : '';
			return {type: 'service', namespace, name, port, prefix, ...(isTls && {isTls: true as const})};
		})
		.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** Whole views over several Prometheus come first. */
function keyOf(source: MeasuringSource): string {
	if (source.type !== 'service') return '';
	return `${/thanos/.test(source.name) ? 0 : 1} ${source.namespace}/${source.name}`;
}

function portOf(listed: Parameters<typeof objectsIn>[0]): {port: string; isTls: boolean} | undefined {
	const all = objectsIn(listed);
	const byNumber = ports.flatMap(number => all.filter(({port}) => port === number))[0];
	const found = byNumber ?? all.find(({name}) => /^(web|http|https|http-web)$/.test(textIn(name) ?? ''));
	const number = numberIn(found?.port);
	if (number === undefined) return undefined;
	return {port: String(number), isTls: /^https/.test(textIn(found?.name) ?? '')};
}
