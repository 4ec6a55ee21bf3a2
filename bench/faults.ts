// An operator at work for minutes while requests go wrong, held to what must hold whatever goes wrong.
// node bench/faults.ts --kubeconfig FILE [--minutes 10] [--seed 7] [--share 0.15] [--held SECONDS]
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import {dashboardBeside} from '../test/faults/dashboard-beside.ts';
import type * as Storms from '../test/faults/storm.ts';
import {buildProgram} from '../test/kit/pseudo-terminal.ts';

const {values} = parseArgs({
	options: {
		kubeconfig: {type: 'string'},
		minutes: {type: 'string', default: '10'},
		seed: {type: 'string', default: '7'},
		share: {type: 'string', default: '0.15'},
		held: {type: 'string'},
	},
});
const {kubeconfig, held} = values;
if (kubeconfig === undefined)
	throw new Error('Name the kubeconfig of an API server on loopback: --kubeconfig FILE');
const forMs = Math.min(Number(values.minutes), 120) * 60_000;

/** Screens are written in a syntax that Node does not run by itself. */
async function bundled(): Promise<typeof Storms> {
	const folder = mkdtempSync(join(tmpdir(), 'sluice-storm-'));
	const [outfile, none] = [join(folder, 'storm.mjs'), join(folder, 'none.mjs')];
	writeFileSync(none, 'export default {};');
	await build({
		entryPoints: [fileURLToPath(new URL('../test/faults/storm.ts', import.meta.url))],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
		alias: {'react-devtools-core': none},
		banner: {js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);"},
	});
	const storms: typeof Storms = await import(pathToFileURL(outfile).href);
	rmSync(folder, {recursive: true});
	return storms;
}

const {storm} = await bundled();
const program = await buildProgram();
const beganAt = Date.now();
const came = await storm({
	kubeconfig,
	seed: Number(values.seed),
	share: Number(values.share),
	forMs,
	...(held !== undefined && {heldMs: Number(held) * 1000}),
	patienceMs: 240_000,
	beside: (namespace, line) => dashboardBeside(program.path, kubeconfig, namespace, line),
	log: console.log,
}).finally(program.remove);

const sum = (all: Iterable<number>) => [...all].reduce((total, each) => total + each, 0);
const wrong = [...came.faults].filter(([name]) => !/: (pass|end)$/.test(name)).toSorted();
console.log(
	`\n${Math.round((Date.now() - beganAt) / 1000)} s, ${sum(came.faults.values())} requests, ${sum(wrong.map(([, count]) => count))} of them went wrong:`,
);
for (const [name, count] of wrong) console.log(`  ${name.padEnd(32)}${String(count).padStart(7)}`);
console.log(`asked for: ${[...came.asked].map(([verb, count]) => `${count} ${verb}`).join(', ')}`);
console.log(`commands: ${[...came.ends].map(([end, count]) => `${count} ${end}`).join(', ')}`);
console.log(
	`writes: ${came.writes} reached the server, ${came.accepted} were accepted; ${came.others} changes by somebody else`,
);
console.log(
	`checked: ${Object.entries(came.checks)
		.map(([what, count]) => `${count} ${what}`)
		.join(', ')}`,
);
for (const line of came.noted) console.log(line);
console.log(`the screen equalled the cluster ${(came.convergedMs / 1000).toFixed(1)} s after the last fault`);
console.log(came.broken.length === 0 ? 'every invariant held' : `${came.broken.length} broken:`);
for (const says of came.broken) console.log(`- ${says}`);
process.exit(came.broken.length === 0 ? 0 : 1);
