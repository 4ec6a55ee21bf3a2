import {afterAll, beforeAll, expect, inject, test} from 'vitest';
import {words} from '../faults/choices.ts';
import {dashboardBeside} from '../faults/dashboard-beside.ts';
import {storm} from '../faults/storm.ts';
import {type BuiltProgram, buildProgram} from '../kit/pseudo-terminal.ts';

// The same on a real API server, whose watches, conflicts and closed connections are its own. SEED=n plays one again.

const {admin} = inject('kubeconfigs');
let program: BuiltProgram;

beforeAll(async () => {
	program = await buildProgram();
});

afterAll(() => program.remove());

test('whatever goes wrong with requests, no change is lost, doubled, unasked for or unsaid, and the screen comes true', async () => {
	const seed = Number(process.env.SEED ?? 20_261);
	const {broken, accepted, asked} = await storm({
		kubeconfig: admin,
		seed,
		share: 0.2,
		forMs: 25_000,
		heldMs: 1500,
		patienceMs: 60_000,
		beside: (namespace, line) => dashboardBeside(program.path, admin, namespace, line),
		log: console.log,
	});
	expect(broken, `again with SEED=${seed}`).toEqual([]);
	expect(accepted, `nothing was tried with SEED=${seed}`).toBeGreaterThan(3);
	expect([...asked.keys()], `not all was tried with SEED=${seed}`).toEqual(
		expect.arrayContaining([...words]),
	);
}, 400_000);
