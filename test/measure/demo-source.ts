import {numberText} from '../../source/demo/api/prometheus.ts';
import type {Cluster} from '../../source/demo/cluster.ts';
import {measure} from '../../source/measure/measure.ts';
import type {Json} from '../../source/model/json.ts';
import type {Measured, MeasuringSource} from '../../source/model/measured.ts';
import type {Split} from '../../source/model/split.ts';
import {answer} from '../../source/model/trouble.ts';

export const prometheus: MeasuringSource = {
	type: 'service',
	namespace: 'monitoring',
	name: 'prometheus',
	port: '9090',
	prefix: '',
};

/** Measures by the Prometheus of an embedded cluster, without the network between. */
export function measureIn(
	cluster: Cluster,
	split: Split,
	more: {readonly since?: number; readonly meter?: string; readonly edit?: (query: string) => string} = {},
): Promise<Measured> {
	const {edit = query => query} = more;
	return measure(split, {
		source: prometheus,
		aheadOf: () => 0,
		ask: async (_source, query) => answer(dataOf(cluster, edit(query))),
		...more,
	});
}

function dataOf({prometheus: source, clock}: Cluster, query: string): Json {
	const at = clock.now();
	const result = source.query(query, at);
	const pair = (value: {readonly atMs: number; readonly value: number}): Json => [
		value.atMs / 1000,
		numberText(value.value),
	];
	if (result.type === 'matrix')
		return {
			resultType: 'matrix',
			result: result.curves.map(({labels, samples}) => ({metric: labels, values: samples.map(pair)})),
		};
	if (result.type === 'vector')
		return {
			resultType: 'vector',
			result: result.elements.map(({labels, value}) => ({metric: labels, value: pair({atMs: at, value})})),
		};
	if (result.type === 'scalar') return {resultType: 'scalar', result: pair({atMs: at, value: result.value})};
	throw new Error(result.type);
}
