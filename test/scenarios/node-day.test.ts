import {expect, test} from 'vitest';
import type {Json} from '../conformance/connection.ts';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

test('nodes fail, are cut off, retire and join, at last all at once, and all that is declared is there again', async () => {
	const {guided, press, enter, pick, picked, confirm, waitFor, read} = await play('node-day', {speed: 6});
	const on = async (node: string) => {
		const {items} = await read(`/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`);
		return items.map(({metadata}: Json) => metadata.uid);
	};
	const nodes = async () => (await read('/api/v1/nodes')).items.map(({metadata}: Json) => metadata.name);
	await guided('A machine has failed, node-2');
	await waitFor("Node node-2 isn't ready");
	expect(picked()).toContain('node-2');
	press(keys.enter);
	await guided('lists all nodes');
	await enter(':nodes');
	await pick('node-2');
	expect(picked()).toContain('NotReady');
	press(keys.enter);
	await waitFor('Pods on node node-2');

	await guided('node-3 loses its network');
	const before = await on('node-3');
	await enter(':nodes');
	await waitFor(/node-3 +NotReady/);
	await waitFor(/node-3 disconnected since [0-9:]+ \(\d+s\): its\s+kubelet is silent/);
	await guided('Nothing is heard of node-3');
	await guided('It is back, and no pod moved');
	expect(await on('node-3')).toEqual(expect.arrayContaining(before));

	await guided('The new node is ready and idle');
	await waitFor(/node-5 retired since [0-9:]+ \(\S+\): its node object was deleted/);
	await waitFor(/node-8 new since [0-9:]+/);
	await waitFor(/3 pods left node-5: .*\(evicted, as node-5 is being drained\)/);
	await waitFor(/2 pods left node-2: .*\(driven off by the taint of\s+node-2, which is disconnected\)/);
	expect(await nodes()).not.toContain('node-5');
	await enter(':deploy');
	await waitFor(/boutique +cart/);
	expect(picked()).toContain('cart');
	press('s');
	await waitFor('Replicas of Deployment boutique/cart:');
	press('12');
	await waitFor('boutique/cart: 12');
	press(keys.enter);
	await confirm();
	await guided(/On node-8 by now: [1-9]/);

	await guided('All at once');
	await guided(/\d+ of 18 pods are ready. Silent: node-3, node-6/);
	await enter(':recovery');
	await waitFor(/Declared 18, actual \d+, difference -\d+, the longest since [0-9:]+\./);
	await guided('As declared: 18 of 18 pods are ready', 40_000);
	await waitFor(/Declared 18, actual 18: as declared since [0-9:]+\./);
	await waitFor(/Deployment boutique\/cart: back to declared after \S+/);
	await waitFor(/declared 12, actual \d+, difference -\d+/);
	await guided('That was all of node-day');
	expect(await nodes()).toEqual(['node-1', 'node-2', 'node-3', 'node-4', 'node-6', 'node-8', 'node-9']);
	const {items} = await read('/apis/apps/v1/deployments');
	expect(items.map(({status}: Json) => status.availableReplicas)).toEqual([12, 4, 2]);
}, 90_000);
