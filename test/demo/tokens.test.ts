/** A login that ends, as a real API server ends it: at the next request, and not in the middle of an answer. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {startDemo} from '../../source/demo/start.ts';
import {connect} from '../conformance/connection.ts';
import {jsonPatch, mergePatch, weightAt} from '../conformance/objects.ts';

const pods = '/api/v1/namespaces/shop/pods';
const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
const challenger = '/apis/apps/v1/namespaces/shop/deployments/checkout-challenger';

async function openDemo() {
	const demo = await startDemo({scenario: 'expiring-token', seed: 1, speed: 2});
	onTestFinished(demo.stop);
	const kubeconfig = readFileSync(demo.kubeconfig, 'utf8');
	const tokenFile = JSON.parse(/tokenFile: (".*")/.exec(kubeconfig)![1]!);
	const folder = mkdtempSync(join(tmpdir(), 'sluice-tokens-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	/** Connects with a token in place of the one that lasts. */
	const connectWith = (token: string) => {
		const file = join(folder, 'kubeconfig');
		writeFileSync(file, kubeconfig.replace(/^( {4}token: ).*$/m, `$1${token}`), {mode: 0o600});
		const connection = connect(file);
		onTestFinished(connection.close);
		return connection;
	};
	const admin = connect(demo.kubeconfig);
	onTestFinished(admin.close);
	return {rehearsal: demo.rehearsal, admin, connectWith, tokenNow: () => readFileSync(tokenFile, 'utf8')};
}

test('an expired token lets nobody in, ends watches only later, and a new one is in its file', async () => {
	const {rehearsal, admin, connectWith, tokenNow} = await openDemo();
	const former = tokenNow();
	const operator = connectWith(former);
	const code = async (connection = operator) => (await connection.ask('GET', pods)).status;
	expect(await code()).toBe(200);
	const watch = await operator.watch(`${pods}?watch=true`);

	const half = [{op: 'replace', path: weightAt(1), value: 50}];
	expect((await operator.ask('PATCH', `${route}?dryRun=All`, {type: jsonPatch, body: half})).status).toBe(
		200,
	);
	await vi.waitFor(async () => expect(await code()).toBe(401));
	expect(await code(admin)).toBe(200);
	const body = {spec: {replicas: 4}};
	expect((await admin.ask('PATCH', challenger, {type: mergePatch, body})).status).toBe(200);
	const before = watch.events.length;
	await vi.waitFor(() => expect(watch.events.length).toBeGreaterThan(before));
	await watch.ended;

	rehearsal.looked('split');
	await vi.waitFor(() => expect(rehearsal.get().guidance).toContain('Give it half'));
	rehearsal.looked('preview');
	await vi.waitFor(() => expect(rehearsal.get().guidance).toContain('your login expires'));
	rehearsal.looked('split');
	await vi.waitFor(() => expect(tokenNow()).not.toBe(former), 10_000);
	expect(await code(connectWith(tokenNow()))).toBe(200);
	expect(await code(connectWith(former))).toBe(401);
});
