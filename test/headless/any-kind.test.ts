// `get` of kinds that are no contract of ours, by real processes on the embedded cluster.
import {load} from 'js-yaml';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Connection, connect} from '../conformance/connection.ts';
import {privateHome, sluice, startSluice} from '../kit/shell.ts';

const home = privateHome();
let demo: Demo;
let api: Connection;
let env: Record<string, string>;
const shop = ['-n', 'shop'];
const configMaps = '/api/v1/namespaces/shop/configmaps';

beforeAll(async () => {
	demo = await startDemo();
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
	api = connect(demo.kubeconfig);
	for (const name of ['listed', 'other'])
		await api.ask('POST', configMaps, {body: {metadata: {name}, data: {a: '1', b: `of ${name}`}}});
	const data = {password: Buffer.from('hunter2').toString('base64')};
	const secret = {metadata: {name: 'kept'}, data};
	await api.ask('POST', '/api/v1/namespaces/shop/secrets', {body: secret});
});

afterAll(async () => {
	api.close();
	await demo.stop();
	home.remove();
});

test('a list has the columns of the server, and the namespace where there are several', async () => {
	const one = await sluice(['get', 'cm', ...shop], env);
	expect(one).toMatchObject({code: 0, said: ''});
	expect(one.out).toMatch(/^NAME +DATA +AGE\n/);
	expect(one.out).toMatch(/^listed +2 +\d+s$/m);
	const all = await sluice(['get', 'configmaps', '-A', '-o', 'name'], env);
	expect(all.out.split('\n')).toContain('configmap/listed');
	expect((await sluice(['get', 'configmaps', '-A'], env)).out).toMatch(/^NAMESPACE +NAME +DATA +AGE\n/);
});

test('wide shows the columns that the server calls less important', async () => {
	const {out} = await sluice(['get', 'statefulsets', '-A', '-o', 'wide'], env);
	const usual = await sluice(['get', 'statefulsets', '-A'], env);
	expect(`${out}${usual.out}`.includes('IMAGES')).toBe(out !== '');
	expect(usual.out).not.toContain('IMAGES');
});

test('one object is a row, or itself as JSON and YAML', async () => {
	const {out} = await sluice(['get', 'cm', 'listed', ...shop], env);
	expect(out.split('\n').slice(1)).toEqual([expect.stringMatching(/^listed /), '']);
	const json = JSON.parse((await sluice(['get', 'cm', 'listed', ...shop, '-o', 'json'], env)).out);
	expect(json).toMatchObject({kind: 'ConfigMap', metadata: {name: 'listed'}, data: {b: 'of listed'}});
	expect(json.metadata.managedFields).toBeUndefined();
	const yaml = load((await sluice(['get', 'cm', 'listed', '-A', '-o', 'yaml'], env)).out);
	expect(yaml).toEqual(json);
	const pod = await sluice(['get', 'deployments', '-n', 'web', '-o', 'json', 'storefront'], env);
	expect(JSON.parse(pod.out).deployments).toMatchObject([{name: 'storefront', status: expect.any(String)}]);
});

test('all objects stand under the plural of their kind, and secrets keep theirs', async () => {
	const {configmaps} = JSON.parse((await sluice(['get', 'cm', ...shop, '-o', 'json'], env)).out);
	expect(configmaps.map(({metadata}: {metadata: {name: string}}) => metadata.name)).toContain('other');
	const {out} = await sluice(['get', 'secret', 'kept', ...shop, '-o', 'yaml'], env);
	expect(out).toContain('password: (7 bytes, not shown)');
	expect((await sluice(['get', 'secrets', ...shop, '-o', 'json'], env)).out).not.toContain('aHVudGVyMg');
});

test.each([
	['an object that is not there', ['get', 'cm', 'nope', ...shop], 1, 'ConfigMap shop/nope is not there.'],
	['the same as JSON', ['get', 'cm', 'nope', ...shop, '-o', 'json'], 1, 'not found'],
	['none of a kind', ['get', 'pdb', '-n', 'monitoring'], 0, 'There are no poddisruptionbudgets.policy'],
	['a question', ['get', 'selfsubjectaccessreviews'], 2, 'cannot be listed'],
	['a part of an object', ['get', 'pods/log'], 2, 'List pods instead.'],
	['a kind spelled wrong', ['get', 'configmpas'], 1, 'It has configmaps'],
])('%s is said, with what to do', async (_name, words, code, says) => {
	const ended = await sluice(words, env);
	expect(ended.said).toContain(says);
	expect(ended).toMatchObject({code});
});

test('what is watched goes on, by name and as JSON', async () => {
	const table = startSluice(['get', 'cm', ...shop, '--watch'], env, 15_000);
	const named = startSluice(['get', 'cm', 'listed', ...shop, '--watch', '-o', 'json'], env, 15_000);
	const read = (child: typeof table.child, wanted: string) =>
		new Promise<void>(resolve => {
			let text = '';
			child.stdout!.on('data', chunk => {
				text += chunk;
				if (text.includes(wanted)) resolve();
			});
		});
	await Promise.all([read(table.child, 'listed'), read(named.child, 'of listed')]);
	const changed = Promise.all([read(table.child, 'late'), read(named.child, '{"changed"')]);
	await api.ask('POST', configMaps, {body: {metadata: {name: 'late'}}});
	await api.ask('DELETE', `${configMaps}/late`);
	const type = 'application/merge-patch+json';
	await api.ask('PATCH', `${configMaps}/listed`, {body: {data: {c: '3'}}, type});
	await changed;
	for (const {child} of [table, named]) child.kill('SIGINT');
	const [tabled, json] = await Promise.all([table.ended, named.ended]);
	expect([tabled.code, json.code]).toEqual([0, 0]);
	expect(tabled.out.match(/NAME +DATA/g)).toHaveLength(1);
	expect(tabled.out).toMatch(/^late +0 +\d+s$/m);
	expect(json.out).not.toContain('late');
	expect(json.out).not.toContain('deleted');
});
