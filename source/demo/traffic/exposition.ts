/** An application's own metrics, in Prometheus' text format 0.0.4. */
import type {KubernetesObject} from '../object.ts';
import type {PodLoad} from './behaviour.ts';
import {grid, gridSteps} from './latency.ts';

/** Upper bounds of an application's histogram of durations, in milliseconds: those of Prometheus' libraries. */
export const applicationBounds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** For each of these bounds, all of which are in the grid, how many took no longer; then how many there are. */
export function cumulated(counts: ArrayLike<number>, boundsMs: readonly number[]): number[] {
	const sums: number[] = [];
	let sum = 0;
	for (let step = 0; step < gridSteps; step++) {
		sum += counts[step]!;
		if (boundsMs.includes(grid[step] ?? Number.NaN)) sums.push(sum);
	}
	return [...sums, sum];
}

type Sample = readonly [name: string, labels: Readonly<Record<string, string>>, value: number];

export function applicationMetrics(pod: KubernetesObject, load: PodLoad): string {
	const {image} = pod.spec.containers[0];
	const startedAt = pod.status.containerStatuses[0].state.running.startedAt;
	const single = (name: string, value: number): Sample[] => [[name, {}, value]];
	return [
		family('http_requests_total', 'counter', 'Requests answered, by code and method.', requests(load)),
		family('http_request_duration_seconds', 'histogram', 'How long answers took.', histogram(load)),
		family('http_requests_waiting', 'gauge', 'Requests that wait to be served.', [
			['http_requests_waiting', {}, Math.round(load.waiting)],
		]),
		family('build_info', 'gauge', 'What is running.', [
			['build_info', {version: image.split(':').at(-1)}, 1],
		]),
		family(
			'process_cpu_seconds_total',
			'counter',
			'Total user and system CPU time spent in seconds.',
			single('process_cpu_seconds_total', rounded(load.cpuSeconds)),
		),
		family(
			'process_resident_memory_bytes',
			'gauge',
			'Resident memory size in bytes.',
			single('process_resident_memory_bytes', Math.round(load.memoryMebibytes * 2 ** 20)),
		),
		family(
			'process_start_time_seconds',
			'gauge',
			'Start time of the process since unix epoch in seconds.',
			single('process_start_time_seconds', Date.parse(startedAt) / 1000),
		),
	].join('');
}

function requests({answers}: PodLoad): Sample[] {
	return answers
		.filter(({count}) => count > 0)
		.map(({method, code, count}) => ['http_requests_total', {code: String(code), method}, count]);
}

function histogram({durations, durationSumMs}: PodLoad): Sample[] {
	const name = 'http_request_duration_seconds';
	const sums = cumulated(durations, applicationBounds);
	const bounds = [...applicationBounds.map(bound => String(bound / 1000)), '+Inf'];
	const buckets = bounds.map((le, i): Sample => [`${name}_bucket`, {le}, sums[i]!]);
	return [
		...buckets,
		[`${name}_sum`, {}, rounded(durationSumMs / 1000)],
		[`${name}_count`, {}, sums.at(-1)!],
	];
}

function rounded(value: number): number {
	return Math.round(value * 1e6) / 1e6;
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
	if (samples.length === 0) return '';
	const lines = samples.map(([sample, labels, value]) => {
		const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
		return `${sample}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
	});
	return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
