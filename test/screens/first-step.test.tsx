import {expect, test} from 'vitest';
import {showApp} from './show.tsx';
import {deployment, pod, storeOf} from './world.ts';

const says = 'Nothing of yours runs in namespace shop yet. :objectives';
const own = {metadata: {namespace: 'kube-system'}};

async function shown(store: ReturnType<typeof storeOf>): Promise<string> {
	return (await showApp(store)).read();
}

test.each([
	['nothing at all', {pods: [], deployments: []}],
	['what the cluster itself runs', {pods: [pod('dns-1', own)], deployments: []}],
])('where there is %s the first screen names the first step', async (_what, world) => {
	expect(await shown(storeOf(world, {screen: {name: 'now'}, namespace: 'shop'}))).toContain(says);
});

test('in all namespaces it says so of the cluster', async () => {
	const store = storeOf({pods: [], deployments: []}, {screen: {name: 'now'}, namespace: undefined});
	expect(await shown(store)).toContain('Nothing of yours runs here yet.');
});

test.each([
	['a pod runs', {pods: [pod('web-1')], deployments: []}],
	['a deployment is there', {pods: [], deployments: [deployment('web', {wanted: 0})]}],
	['deployments were not read yet', {pods: []}],
])('where %s it does not', async (_what, world) => {
	expect(await shown(storeOf(world, {screen: {name: 'now'}}))).not.toContain('Nothing of yours');
});

test('a filter that leaves nothing is no empty cluster', async () => {
	const store = storeOf({pods: [], deployments: []}, {screen: {name: 'now'}});
	store.dispatch({type: 'filterChanged', filter: 'web'});
	expect(await shown(store)).not.toContain('Nothing of yours');
});
