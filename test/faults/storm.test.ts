import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type BuiltProgram, buildProgram} from '../kit/pseudo-terminal.ts';
import {words} from './choices.ts';
import {dashboardBeside} from './dashboard-beside.ts';
import {storm} from './storm.ts';

// A minute of what `node bench/faults.ts` does for as long as one likes. SEED=n plays one again.

let demo: Demo;
let program: BuiltProgram;

beforeAll(async () => {
	[demo, program] = await Promise.all([startDemo({scenario: 'empty', speed: 5}), buildProgram()]);
});

afterAll(async () => {
	program.remove();
	await demo.stop();
});

test('whatever goes wrong with requests, no change is lost, doubled, unasked for or unsaid, and the screen comes true', async () => {
	const seed = Number(process.env.SEED ?? 20_261);
	const {broken, accepted, asked} = await storm({
		kubeconfig: demo.kubeconfig,
		seed,
		share: 0.2,
		forMs: 20_000,
		heldMs: 1500,
		patienceMs: 60_000,
		beside: (namespace, line) => dashboardBeside(program.path, demo.kubeconfig, namespace, line),
		log: console.log,
	});
	expect(broken, `again with SEED=${seed}`).toEqual([]);
	expect(accepted, `nothing was tried with SEED=${seed}`).toBeGreaterThan(3);
	expect([...asked.keys()], `not all was tried with SEED=${seed}`).toEqual(
		expect.arrayContaining([...words]),
	);
}, 300_000);
