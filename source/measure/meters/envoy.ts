import {isServerError, like, selector} from '../matchers.ts';
import type {MeterReading} from '../meter.ts';
import type {SeriesLabels} from '../series.ts';

/** What an Envoy that is a gateway counts of its clusters, which each control plane names in its own way. */
export function envoyReading(
	/** RE2, for the names of all clusters of the split. */
	pattern: string,
	{
		extent,
		backendOf,
		notApart,
	}: Pick<MeterReading, 'extent' | 'notApart'> & {
		backendOf(cluster: string): number | undefined;
	},
): MeterReading {
	const named = like('envoy_cluster_name', pattern);
	return {
		counter: selector('envoy_cluster_upstream_rq', named),
		extent,
		histogram: {buckets: selector('envoy_cluster_upstream_rq_time_bucket', named), unitMs: 1},
		by: ['envoy_cluster_name'],
		backendOf: ({envoy_cluster_name: cluster = ''}) => backendOf(cluster),
		sideOf: () => 'gateway',
		failureOf,
		...(notApart !== undefined && {notApart}),
	};
}

/** Its own answers for a backend that cannot be reached are among them: Envoy charges them to the cluster. */
function failureOf({envoy_response_code: code}: SeriesLabels): string | undefined {
	return isServerError(code) ? code : undefined;
}
