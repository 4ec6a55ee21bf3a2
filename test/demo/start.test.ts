import {spawn} from 'node:child_process';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {startDemo} from '../../source/demo/start.ts';
import {connect} from '../conformance/connection.ts';

async function start(options: Parameters<typeof startDemo>[0]) {
	const demo = await startDemo(options);
	onTestFinished(demo.stop);
	const connection = connect(demo.kubeconfig);
	onTestFinished(connection.close);
	const namesOf = async (path: string): Promise<string[]> => {
		const {body} = await connection.ask('GET', path);
		return body.items.map(({metadata}: {metadata: {name: string}}) => metadata.name);
	};
	return {...demo, ...connection, namesOf};
}

it('writes a kubeconfig that nobody else may read, and takes it away again', async () => {
	const demo = await startDemo({scenario: 'empty'});
	expect(statSync(demo.kubeconfig).mode & 0o777).toBe(0o600);
	const text = readFileSync(demo.kubeconfig, 'utf8');
	expect(text).toContain('current-context: empty');
	expect(text).toContain('namespace: shop');
	expect(text).toContain(demo.server);
	expect(new URL(demo.server).hostname).toBe('127.0.0.1');
	await demo.stop();
	expect(existsSync(demo.kubeconfig)).toBe(false);
	await expect(fetch(`${demo.server}/version`)).rejects.toThrow();
});

it('writes over no kubeconfig that is there', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'sluice-test-'));
	onTestFinished(() => rm(directory, {recursive: true}));
	const kubeconfig = join(directory, 'kubeconfig');
	const demo = await startDemo({scenario: 'empty', kubeconfig});
	expect(demo.kubeconfig).toBe(kubeconfig);
	await expect(startDemo({scenario: 'empty', kubeconfig})).rejects.toThrow('EEXIST');
	await demo.stop();
	expect(existsSync(kubeconfig)).toBe(false);
});

it('answers nobody without the token', async () => {
	const demo = await start({scenario: 'empty'});
	for (const path of ['/version', '/api/v1/pods']) {
		const answer = await demo.ask('GET', path, {isStranger: true});
		expect([path, answer.status]).toEqual([path, 401]);
	}
});

it('is the same cluster for the same seed', async () => {
	const [first, second, other] = await Promise.all([{seed: 3}, {seed: 3}, {seed: 4}].map(start));
	const names = await first!.namesOf('/api/v1/pods');
	expect(names.length).toBeGreaterThan(30);
	expect(await second!.namesOf('/api/v1/pods')).toEqual(names);
	expect(await other!.namesOf('/api/v1/pods')).not.toEqual(names);
});

it('keeps no process alive once it is stopped', async () => {
	const script = `
		const {startDemo} = await import(${JSON.stringify(new URL('../../source/demo/start.ts', import.meta.url))});
		const demo = await startDemo({scenario: 'empty'});
		await demo.stop();
		console.log('stopped');
	`;
	const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
	let said = '';
	child.stdout.on('data', text => {
		said += text;
	});
	const code = await new Promise(resolve => child.on('close', resolve));
	expect([code, said]).toEqual([0, 'stopped\n']);
});

it('forgets versions: a watch from long ago ends with an error, a list with 410', async () => {
	const demo = await start({scenario: 'empty'});
	const watch = await demo.watch('/api/v1/pods?watch=1&resourceVersion=1');
	const event = await watch.until(({type}) => type === 'ERROR');
	expect(event.object).toMatchObject({kind: 'Status', code: 410, reason: 'Expired'});
	await watch.ended;
	const list = await demo.ask('GET', '/api/v1/pods?resourceVersion=1&resourceVersionMatch=Exact');
	expect([list.status, list.body.reason]).toEqual([410, 'Expired']);
	const token = Buffer.from(JSON.stringify({v: 'meta.k8s.io/v1', rv: 1, start: 'a'})).toString('base64url');
	const page = await demo.ask('GET', `/api/v1/pods?limit=1&continue=${token}`);
	expect([page.status, page.body.reason]).toEqual([410, 'Expired']);
	const rest = await demo.ask('GET', `/api/v1/pods?limit=1&continue=${page.body.metadata.continue}`);
	expect([rest.status, rest.body.items.length]).toEqual([200, 1]);
});
