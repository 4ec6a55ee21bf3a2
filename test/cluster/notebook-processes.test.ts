// A real JupyterLab in a pod, from its beginning to its end, in a shell.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, inject, test} from 'vitest';
import {privateHome, sluice, startSluice} from '../kit/shell.ts';
import {processNamespace} from './processes.ts';
import {environmentTimeout, pythonEnvironment} from './python.ts';
import {type Json, RawApi} from './raw-api.ts';

const {admin} = inject('kubeconfigs');
const cannot = inject('processes');
const api = new RawApi(admin);
const [here, elsewhere] = [privateHome(), privateHome()];
const endings: (() => void)[] = [];
let namespace: string;
let missing: string | undefined;

beforeAll(async () => {
	if (cannot) return;
	missing = await pythonEnvironment('jupyterlab');
	namespace = await processNamespace(api, 'notebook');
}, environmentTimeout);

afterEach(() => {
	for (const end of endings.splice(0)) end();
});

afterAll(async () => {
	if (namespace) await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
	for (const home of [here, elsewhere]) home.remove();
});

const run = (...words: readonly string[]) =>
	sluice([...words, '-n', namespace, '--yes'], {...here.env, KUBECONFIG: admin}, 240_000);

const at = (plural: string, name = 'lab') =>
	`${plural === 'deployments' ? '/apis/apps/v1' : '/api/v1'}/namespaces/${namespace}/${plural}/${name}`;

/** The link that is printed as the one line of output, and what is said meanwhile. */
async function open(home = here) {
	const words = ['open-notebook', 'lab', '0', '-n', namespace, '--yes'];
	const {child, ended} = startSluice(words, {...home.env, KUBECONFIG: admin}, 600_000);
	endings.push(() => child.kill('SIGINT'));
	let [out, said] = ['', ''];
	child.stdout!.on('data', text => (out += text));
	child.stderr!.on('data', text => (said += text));
	await expect.poll(() => `${out}${said}`, {timeout: 60_000}).toMatch(/token=/);
	return {link: new URL(out.trim()), said: () => said, child, ended};
}

/** Asks the server behind the port, with the token of the link. */
async function ask(link: URL, path: string, more: RequestInit = {}): Promise<{status: number; body: Json}> {
	const url = new URL(path, link);
	const token = link.searchParams.get('token');
	const answer = await fetch(url, {...more, headers: {authorization: `token ${token}`, connection: 'close'}});
	const text = await answer.text();
	return {status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text};
}

const save = (link: URL, path: string, content: string) =>
	ask(link, `/api/contents/${path}`, {
		method: 'PUT',
		body: JSON.stringify({type: 'file', format: 'text', content}),
	});

async function podOf(): Promise<Json | undefined> {
	const {body} = await api.get(
		`/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io/name=lab`,
	);
	return body.items.find(({metadata}: Json) => metadata.deletionTimestamp === undefined);
}

const journalOf = ({env}: typeof here) =>
	readFileSync(join(env.XDG_STATE_HOME!, 'sluice', 'journal.jsonl'), 'utf8');

test.skipIf(cannot)(
	'JupyterLab opens by its link, keeps what is on its volume, is found again, stopped, and removed',
	async ({skip}) => {
		if (missing) skip(missing);
		const begun = await run('do', 'edit-notebook', 'lab', 'volume=1Gi', '--wait', '--timeout', '3m');
		expect(begun, begun.said).toMatchObject({code: 0, out: expect.stringContaining('settled')});
		expect(begun.said).toContain(`sluice open-notebook lab -n ${namespace}`);

		const {link, said, child, ended} = await open();
		const token = link.searchParams.get('token')!;
		expect(token).toMatch(/^[0-9a-f]{48}$/);
		expect(said()).not.toContain(token);
		const page = await ask(link, `/lab?token=${token}`);
		expect(page.status).toBe(200);
		expect(String(page.body)).toContain('JupyterLab');
		const stranger = await fetch(new URL('/api/contents', link), {headers: {connection: 'close'}});
		expect(stranger.status).toBe(403);
		expect((await save(link, 'work/kept.txt', 'on the volume')).status).toBe(201);
		expect((await save(link, 'lost.txt', 'beside it')).status).toBe(201);

		// The forward leads on to the pod that takes its place.
		const first = await podOf();
		await api.delete(at('pods', first.metadata.name));
		await expect
			.poll(async () => (await podOf())?.metadata.uid, {timeout: 60_000})
			.not.toBe(first.metadata.uid);
		await expect
			.poll(() => ask(link, '/api/contents/work/kept.txt').catch(() => ({status: 0, body: {}})), {
				timeout: 120_000,
				interval: 1000,
			})
			.toMatchObject({status: 200, body: {content: 'on the volume'}});
		expect((await ask(link, '/api/contents/lost.txt')).status).toBe(404);
		expect(said()).toMatch(/It leads on to port 8888 of Pod \S+lab-/);

		// Another machine has neither its journal nor its settings.
		const again = await open(elsewhere);
		expect(again.link.port).not.toBe(link.port);
		expect(again.link.searchParams.get('token')).toBe(token);
		expect((await ask(again.link, '/api/contents/work/kept.txt')).body.content).toBe('on the volume');
		for (const each of [child, again.child]) each.kill('SIGINT');
		expect([(await ended).code, (await again.ended).code]).toEqual([0, 0]);

		const stopped = await run('stop-notebook', 'lab', '--wait');
		expect(stopped.code, stopped.said).toBe(0);
		expect(stopped.said).toContain(
			'Only what is in /home/jovyan/work is kept: whatever was saved elsewhere in its pod is gone with it.',
		);
		expect(stopped.said).toMatch(/Look first: sluice exec lab-\S+ -n \S+ -- find /);
		await expect.poll(podOf, {timeout: 60_000}).toBeUndefined();
		expect((await api.get(at('secrets'))).status).toBe(200);
		const refused = await run('open-notebook', 'lab', '0');
		expect(refused.code).not.toBe(0);
		expect(refused.said).toContain(`sluice scale deployment/lab 1 -n ${namespace}`);

		expect((await run('scale', 'deployment/lab', '1', '--wait')).code).toBe(0);
		const back = await open();
		expect(back.link.searchParams.get('token')).toBe(token);
		expect((await ask(back.link, '/api/contents/work/kept.txt')).body.content).toBe('on the volume');
		back.child.kill('SIGINT');
		await back.ended;

		const removed = await run('stop-notebook', 'lab', '--remove', '--wait');
		expect(removed.code, removed.said).toBe(0);
		expect(removed.said).toContain('Its volume goes too, and every file on it.');
		for (const plural of ['deployments', 'secrets', 'persistentvolumeclaims'])
			expect((await api.get(at(plural))).status, plural).toBe(404);
		for (const home of [here, elsewhere]) {
			expect(journalOf(home)).toContain(`JUPYTER_TOKEN of Secret ${namespace}/lab`);
			expect(journalOf(home)).not.toContain(token);
		}
	},
	600_000,
);
