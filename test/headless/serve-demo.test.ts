import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect, test, vi} from 'vitest';
import {connect as connectSluice} from '../../source/cluster/connect.ts';
import {systemClock} from '../../source/model/clock.ts';
import {connect} from '../conformance/connection.ts';
import {deployments} from '../kit/resources.ts';
import {privateHome, sluice, startSluice} from '../kit/shell.ts';

const home = privateHome();

afterAll(() => home.remove());

test('the embedded cluster serves other tools until a signal, and leaves nothing behind', async () => {
	const {child, ended} = startSluice(['demo', '--serve', '--scenario', 'empty', '--seed', '3'], home.env);
	let said = '';
	child.stdout!.on('data', text => (said += text));
	const path = await vi.waitFor(() => /export KUBECONFIG=(\S+)/.exec(said)![1]!, {timeout: 10_000});
	const connection = connect(path);
	const {body} = await connection.ask('GET', '/api/v1/nodes');
	expect(body.items.length).toBe(4);
	connection.close();
	child.kill('SIGTERM');
	expect((await ended).code).toBe(0);
	expect(existsSync(path)).toBe(false);
});

test('who comes from outside goes by the time of the cluster that is served, whatever the day here', async () => {
	const {child, ended} = startSluice(['demo', '--serve', '--scenario', 'calm-shop', '--seed', '7'], home.env);
	let said = '';
	child.stdout!.on('data', text => (said += text));
	const path = await vi.waitFor(() => /export KUBECONFIG=(\S+)/.exec(said)![1]!, {timeout: 10_000});
	const connected = await connectSluice({kubeconfig: path, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	await vi.waitFor(
		async () => {
			expect((await cluster.list(deployments, {namespace: 'shop'})).ok).toBe(true);
			const now = systemClock.now() + cluster.clockAheadMs();
			expect(Math.abs(now - Date.UTC(2026, 0, 15, 3))).toBeLessThan(120_000);
		},
		{timeout: 10_000},
	);
	cluster.close();
	const shown = await sluice(['get', 'pods', '-n', 'shop'], {...home.env, KUBECONFIG: path});
	expect(shown.out).not.toMatch(/ \d{3}d\b/);
	child.kill('SIGTERM');
	await ended;
});

test('a scenario that is not there is refused with those that are', async () => {
	const ended = await sluice(['demo', '--serve', '--scenario', 'nowhere'], home.env);
	expect(ended).toMatchObject({code: 2, out: ''});
	expect(ended.said).toMatch(/^There is no scenario nowhere\. There are bad-challenger, .*calm-shop/);
});

test("a file that is there is nobody's to write over", async () => {
	const path = join(home.env.HOME!, 'mine.yaml');
	writeFileSync(path, 'mine');
	const ended = await sluice(['demo', '--serve', '--write-kubeconfig', path], home.env);
	expect(ended).toMatchObject({code: 2, out: ''});
	expect(ended.said).toContain('is there already');
});

test('the dashboard without a terminal names the way to have the cluster without it', async () => {
	const ended = await sluice(['demo'], home.env);
	expect(ended).toMatchObject({code: 2, out: ''});
	expect(ended.said).toContain('sluice demo --serve');
});
