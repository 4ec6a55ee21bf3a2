// How long the escape takes from its first key until the API server has accepted the patch: with errors and another
// writer on the same route, beside the same without them, in one run.
// node bench/escape.ts --kubeconfig FILE [--runs 40] [--seed 1] [--round-trip 200]
import {parseArgs} from 'node:util';
import {RawApi} from '../test/cluster/raw-api.ts';
import {type Escape, openStage} from '../test/faults/escape.ts';
import {buildProgram} from '../test/kit/pseudo-terminal.ts';

const {values} = parseArgs({
	options: {
		kubeconfig: {type: 'string'},
		runs: {type: 'string', default: '40'},
		seed: {type: 'string', default: '1'},
		'round-trip': {type: 'string', default: '200'},
	},
});
if (values.kubeconfig === undefined)
	throw new Error('Name the kubeconfig of an API server on loopback: --kubeconfig FILE');
const [runs, seed, roundTripMs] = [values.runs, values.seed, values['round-trip']].map(Number) as [
	number,
	number,
	number,
];

const program = await buildProgram();
const api = new RawApi(values.kubeconfig);
const stage = await openStage(program.path, values.kubeconfig, api, roundTripMs);
const calm: Escape[] = [];
const fired: Escape[] = [];
try {
	for (let run = 0; run < runs; run++) {
		calm.push(await stage.escape(seed + run, false));
		const drained = await stage.escape(seed + run, true);
		fired.push(drained);
		const {acceptedMs, previewMs, presses, patches, faults, says} = drained;
		console.log(
			`seed ${seed + run}: accepted ${acceptedMs ?? '-'} ms, preview ${previewMs} ms, ${presses} y, patches ${patches}, faults ${faults.join(', ') || 'none'}, ${says}`,
		);
	}
} finally {
	await stage.close();
	api.close();
	program.remove();
}

const at = (escapes: readonly Escape[], share: number) => {
	const sorted = escapes.flatMap(({acceptedMs}) => acceptedMs ?? []).toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
console.log(`\nround trip ${roundTripMs} ms, ${runs} runs from seed ${seed}, key press to patch accepted:`);
for (const [name, share] of [
	['median', 0.5],
	['p95', 0.95],
	['max', 1],
] as const) {
	const [quiet, fire] = [at(calm, share), at(fired, share)];
	console.log(
		`${name.padEnd(8)} calm ${quiet} ms, under fire ${fire} ms, ratio ${(fire / quiet).toFixed(2)}`,
	);
}
const failed = (escapes: readonly Escape[]) =>
	escapes.filter(({acceptedMs}) => acceptedMs === undefined).length;
const late = (escapes: readonly Escape[]) => escapes.filter(({acceptedMs = 0}) => acceptedMs > 2000).length;
console.log(
	`failed   calm ${failed(calm)}, under fire ${failed(fired)}; over 2 s: calm ${late(calm)}, under fire ${late(fired)}`,
);
