// `get recovery` and `can-i` by real processes, on the embedded cluster with a node that has failed.
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {privateHome, sluice} from '../kit/shell.ts';

const home = privateHome();
let demo: Demo;
let env: Record<string, string>;

beforeAll(async () => {
	demo = await startDemo({scenario: 'node-day', seed: 1, isPaused: true, tellsTime: true});
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
});

afterAll(async () => {
	await demo.stop();
	home.remove();
});

test('what is declared, what there is, the difference and since when, as text and as JSON', async () => {
	const text = await sluice(['get', 'recovery', '-A'], env);
	expect(text, text.said).toMatchObject({code: 0, said: ''});
	expect(text.out).toMatch(/All: declared 14, actual 12, difference -2, since [0-9:]+\n/);
	expect(text.out).toMatch(/Deployment boutique\/cart: declared 8, actual 6, difference -2, since [0-9:]+\n/);
	expect(text.out).toMatch(/node-2 disconnected since [0-9:]+ \(\d+s\): its kubelet is silent/);
	const {recovery} = JSON.parse((await sluice(['get', 'recovery', '-A', '-o', 'json'], env)).out);
	expect(recovery).toMatchObject({
		declared: 14,
		actual: 12,
		difference: -2,
		workloads: [{kind: 'Deployment', namespace: 'boutique', name: 'cart', difference: -2, sinceIs: 'told'}],
		nodes: [
			{name: 'node-2', stands: 'disconnected'},
			{name: 'node-4', stands: 'cordoned'},
		],
		moved: [],
	});
	expect(recovery.since).toBe(recovery.workloads[0].since);
});

test('what it cannot be is refused with what it can', async () => {
	const named = await sluice(['get', 'recovery', '-o', 'name'], env);
	expect(named).toMatchObject({code: 2, said: expect.stringContaining('sluice get recovery -o json')});
	const one = await sluice(['get', 'recovery', 'cart'], env);
	expect(one).toMatchObject({code: 2, said: expect.stringContaining('one word too many')});
});

test('one question is answered with its reason, and a wrong one with the next step', async () => {
	expect(await sluice(['can-i', 'patch', 'deploy/scale', '-n', 'boutique'], env)).toMatchObject({
		code: 0,
		out: 'yes\n',
		said: expect.stringContaining('You may patch deployments.apps/scale in namespace boutique'),
	});
	expect(await sluice(['can-i', 'fetch', 'pods'], env)).toMatchObject({
		code: 2,
		said: expect.stringContaining('fetch is no verb of the API.'),
	});
	const all = await sluice(['can-i', '-n', 'boutique'], env);
	expect(all.out).toMatch(/^KIND +GET +LIST +WATCH +CREATE +PATCH +DELETE\n/);
	expect(all.out).toMatch(/^pods\/exec +yes +yes$/m);
});
