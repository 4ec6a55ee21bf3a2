import {expect, inject, test} from 'vitest';
import {command, dialogSays, openRow, untilSo} from '../kit/abort-flow.ts';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {terminalGround} from './grounds.ts';
import {autoscaler, route, service} from './workloads.ts';

// Where the version that stays has too few pods for all, the floor of its
// autoscaler is raised first, by a key, and a real one makes the pods; one word
// brings floor and weights back.

const {admin, tester = admin} = inject('kubeconfigs');
const {program, ground, home, terminals, weights} = terminalGround<PseudoTerminal>('staged');

test('the floor is raised, then all is drained to it, and a word brings both back', async () => {
	await ground().add('services', service('shop-v1', {app: 'shop-v1'}));
	await ground().addDeployment('shop-v1', {labels: {track: 'stable'}, readyAfter: '2s'});
	await ground().add('horizontalpodautoscalers', autoscaler('shop-v1'));
	await ground().addBackends({'shop-v2': {track: 'canary'}});
	await ground().add('httproutes', route('shop', {0: {'shop-v1': 50, 'shop-v2': 50}}));
	const floor = async () => (await ground().get('horizontalpodautoscalers', 'shop-v1')).spec.minReplicas;
	const ready = async () => (await ground().get('deployments', 'shop-v1')).status.readyReplicas;

	const env = {...home().env, KUBECONFIG: tester};
	const words = [program().path, '-n', ground().namespace];
	const terminal = openTerminal(words, {env, columns: 120, rows: 45});
	terminals.push(terminal);
	await terminal.waitFor('live', 30_000);
	await openRow(terminal, 'HTTPRoute shop');
	await terminal.pressFor('X', 'nothing is written yet');
	await dialogSays(terminal, /4 would keep each at its present load\. .*Staged raises it first: s here/);
	await terminal.pressFor('s', /, staged/);
	await terminal.confirm();
	await untilSo(terminal, floor, 4);
	// Nothing is sent to pods that are not there yet.
	expect([await weights(), await ready()]).toEqual([[50, 50], 2]);
	await untilSo(terminal, weights, [100, 0]);
	expect(await ready()).toBe(4);
	await dialogSays(terminal, /UTC written on 2 objects/, 30_000);

	await command(terminal, 'restore', 'Undo: Drain');
	await terminal.waitFor('the server would accept');
	await terminal.confirm();
	await untilSo(terminal, async () => [await weights(), await floor()], [[50, 50], 2]);
}, 180_000);
