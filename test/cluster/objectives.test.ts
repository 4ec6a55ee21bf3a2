import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {projectJob} from '../../source/resources/jobs.ts';
import {shellGround} from './grounds.ts';

// What people want, said in a shell, on a real API server whose controllers
// act: the objects, what the orchestrator starts and stops for them, and back.

const {api, ground, run} = shellGround('objectives', 60_000);
const folder = mkdtempSync(join(tmpdir(), 'sluice-objectives-'));
afterAll(() => rmSync(folder, {recursive: true}));

const status = async (path: string) => (await api.get(`${path.replace('NS', ground().namespace)}`)).status;
const deployment = (name: string) => `/apis/apps/v1/namespaces/NS/deployments/${name}`;
const service = (name: string) => `/api/v1/namespaces/NS/services/${name}`;
const job = (name: string) => `/apis/batch/v1/namespaces/NS/jobs/${name}`;

/** The id by which a change is taken back. */
const idOf = (out: string): string => /Its id: (\S+)/.exec(out)![1]!;

const nginx = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels:
    app: nginx
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.7.9
        ports:
        - containerPort: 80
`;

test('a model is deployed, told container by container, upgraded, and removed again', async () => {
	const made = await run([
		'do',
		'deploy',
		'web',
		'image=nginx:1.27',
		'port=80',
		'replicas=2',
		'--yes',
		'--wait',
	]);
	expect(made).toMatchObject({code: 0, out: expect.stringContaining('settled')});
	expect(made.said).toContain('The orchestrator will start 2 pods of Deployment');
	expect(made.said.match(/\d\d:\d\d:\d\d started web \(nginx:1\.27\) in web-\S+ on \S+/g)).toHaveLength(2);
	expect([await status(deployment('web')), await status(service('web'))]).toEqual([200, 200]);
	const upgraded = await run(['do', 'upgrade', 'web', 'image=:1.28', '--yes', '--wait']);
	expect(upgraded.code).toBe(0);
	expect(upgraded.said).toMatch(
		/The orchestrator will start 2 pods .*web \(nginx:1\.28\), up to 1 beside the old ones/,
	);
	expect(upgraded.said.match(/started web \(nginx:1\.28\)/g)).toHaveLength(2);
	expect(upgraded.said.match(/told web-\S+ to stop/g)!.length).toBeGreaterThanOrEqual(1);
	const image = async () => (await ground().get('deployments', 'web')).spec.template.spec.containers[0].image;
	expect((await run(['do', 'downgrade', 'web', '--yes', '--wait'])).code).toBe(0);
	expect(await image()).toBe('nginx:1.27');
	expect((await run(['do', 'downgrade', 'web', 'revision=2', '--yes', '--wait'])).code).toBe(0);
	expect(await image()).toBe('nginx:1.28');
	const fewer = await run(['do', 'scale-up', 'web', 'to=1', '--yes']);
	expect(fewer).toMatchObject({code: 2, said: expect.stringContaining('do scale-down web to=1')});
	const grown = await run(['do', 'scale-up', 'web', 'to=3', '--yes', '--wait']);
	expect(grown).toMatchObject({code: 0, said: expect.stringContaining('start 1 pod')});
	const shrunk = await run(['do', 'scale-down', 'web', 'to=1', '--yes', '--wait']);
	expect(shrunk).toMatchObject({code: 0, said: expect.stringMatching(/told web-\S+ to stop/)});
	const undone = await run(['undo', idOf(made.out), '--yes', '--wait']);
	expect(undone).toMatchObject({code: 0});
	expect([await status(deployment('web')), await status(service('web'))]).toEqual([404, 404]);
});

test('three replicas of nginx:1.7.9 are deployed from their manifest', async () => {
	const file = join(folder, 'nginx-deployment.yaml');
	writeFileSync(file, nginx);
	const made = await run(['do', 'deploy', `file=${file}`, '--yes', '--wait']);
	expect(made).toMatchObject({code: 0, out: expect.stringContaining('nginx-deployment: 3 ready, 3 needed')});
	const {body} = await api.get(deployment('nginx-deployment').replace('NS', ground().namespace));
	expect(body.spec.template.spec.containers[0].image).toBe('nginx:1.7.9');
	const again = await run(['do', 'deploy', `file=${file}`, '--yes']);
	expect(again.code).toBe(3);
	expect(again.said).toContain('exists already');
	const after = await api.get(deployment('nginx-deployment').replace('NS', ground().namespace));
	expect(after.body.metadata.uid).toBe(body.metadata.uid);
});

test.each([
	['a field that is not there', nginx.replace('        ports:', '        portz:'), /portz.*line 20/],
	['a value of the wrong type', nginx.replace('replicas: 3', 'replicas: three'), /replicas.*line 8\)/],
	[
		'a label that the selector does not find',
		nginx.replace('        app: nginx\n    spec', '        app: other\n    spec'),
		/spec\.template\.metadata\.labels.*line 14/,
	],
	[
		'a kind that is not served',
		nginx.replace('kind: Deployment', 'kind: Deployement'),
		/line 2: the server has no kind Deployement/,
	],
])('%s in a manifest is refused with its line, and nothing is made', async (_what, text, says) => {
	const file = join(folder, 'wrong.yaml');
	writeFileSync(file, text.replace('name: nginx-deployment', 'name: wrong'));
	const {code, said} = await run(['do', 'deploy', `file=${file}`, '--yes']);
	expect(code).not.toBe(0);
	expect(said).toMatch(says);
	expect(await status(deployment('wrong'))).toBe(404);
});

test('a job runs to its end', async () => {
	const made = await run([
		'do',
		'run-job',
		'train',
		'image=python:3.12',
		'command=python train.py',
		'--yes',
		'--wait',
	]);
	expect(made).toMatchObject({code: 0, out: expect.stringContaining('1 of 1 done')});
	expect((await run(['undo', idOf(made.out), '--yes', '--wait'])).code).toBe(0);
	expect(await status(job('train'))).toBe(404);
});

test('a Deployment is autoscaled by what is made for it, and only one that is there', async () => {
	const scaler = '/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers/grown';
	const missing = await run(['do', 'autoscale', 'grown', 'max=3', '--yes']);
	expect(missing.code).not.toBe(0);
	expect(missing.said).toContain('Deploy it first: do deploy grown');
	await run(['do', 'deploy', 'grown', 'image=nginx:1.27', 'cpu=100m', '--yes', '--wait']);
	const made = await run(['do', 'autoscale', 'grown', 'min=2', 'max=3', '--yes', '--wait']);
	expect(made).toMatchObject({code: 0});
	// The controller, not sluice, makes two of one.
	await ground().until('deployments', 'grown', ({spec}) => spec.replicas === 2);
	expect((await run(['undo', idOf(made.out), '--yes', '--wait'])).code).toBe(0);
	expect([await status(scaler), await status(deployment('grown'))]).toEqual([404, 200]);
});

/** As its controller's class is called where it is installed. */
const ingressTo = (name: string) => ({
	apiVersion: 'networking.k8s.io/v1',
	kind: 'Ingress',
	metadata: {name},
	spec: {
		ingressClassName: 'nginx',
		rules: [
			{
				host: `${name}.example.com`,
				http: {paths: [{path: '/', pathType: 'Prefix', backend: {service: {name, port: {number: 80}}}}]},
			},
		],
	},
});

test.each([
	['gateway-api', 'httproutes', 'gateway=public'],
	['istio', 'virtualservices', 'header=x-version=b'],
	['smi', 'trafficsplits', 'percent=10'],
	['traefik', 'ingressroutes', 'cookie=version=b'],
	['contour', 'httpproxies', 'host=contour.example.com'],
	['ingress-nginx', 'ingresses', 'header=x-version=b'],
] as const)(
	'a second version is tested beside the first by %s, shifted, drained and removed',
	async (dialect, plural, word) => {
		const [first, second] = [`${dialect}-a`, `${dialect}-b`];
		await run(['do', 'deploy', first, 'image=nginx:1.27', 'port=80', '--yes', '--wait']);
		if (dialect === 'ingress-nginx') await ground().add('ingresses', ingressTo(first));
		const test = ['do', 'ab-test', second, 'image=nginx:1.28', `beside=${first}`, word];
		const asked = await run([...test, '--yes']);
		expect(asked.code).not.toBe(0);
		expect(asked.said).toContain(
			'several ways to write the split: gateway-api, istio, smi, traefik, contour',
		);
		const made = await run([...test, `dialect=${dialect}`, '--yes', '--wait']);
		expect(made).toMatchObject({code: 0});
		const shares = async () => {
			const {out} = await run(['get', 'splits', '-o', 'json']);
			const split = JSON.parse(out).splits.find((each: {name: string}) => each.name === second);
			return split.backends.map((each: {name: string; role: string; share: number}) => [
				each.name,
				each.role,
				each.share,
			]);
		};
		expect(await shares()).toEqual([
			[first, 'champion', 90],
			[second, 'challenger', 10],
		]);
		expect((await run(['shift', `${plural}/${second}`, `${second}=40`, '--yes'])).code).toBe(0);
		expect((await shares())[1]).toEqual([second, 'challenger', 40]);
		const again = await run(['do', 'ab-test', `${second}-2`, 'image=nginx:1.29', `beside=${first}`, '--yes']);
		expect(again.said).toMatch(/already\.\s+Shift there: sluice shift/);
		const drained = await run(['drain-traffic', `${plural}/${second}`, '--yes']);
		expect(drained.code).toBe(0);
		expect((await shares())[1]).toEqual([second, 'challenger', 0]);
		const undone = await run(['undo', idOf(made.out), '--yes', '--wait']);
		expect(undone.code).toBe(0);
		expect(await ground().has(plural, second)).toBe(false);
		expect([await status(deployment(second)), await status(service(second))]).toEqual([404, 404]);
		expect([await status(deployment(first)), await status(service(first))]).toEqual([200, 200]);
	},
);

test.each([
	['gateway-api', 'httproutes', true],
	['istio', 'virtualservices', true],
	['smi', 'trafficsplits', false],
] as const)(
	'one more version joins a split of %s, another gets copies where routes can copy, and both are retired',
	async (dialect, plural, canCopy) => {
		const [first, second, third, shadow] = ['a', 'b', 'c', 'd'].map(letter => `${dialect}-more-${letter}`);
		const said = async (...words: readonly string[]) => {
			const ended = await run([...words, '--yes', '--wait']);
			expect(ended, words.join(' ')).toMatchObject({code: 0});
			return ended;
		};
		await said('do', 'deploy', first!, 'image=nginx:1.27', 'port=80');
		const by = [`dialect=${dialect}`, ...(dialect === 'gateway-api' ? ['gateway=public'] : [])];
		await said('do', 'ab-test', second!, 'image=nginx:1.28', `beside=${first}`, ...by);
		const route = () => ground().get(plural, second!);
		const before = await route();
		const shares = async () => {
			const {out} = await run(['get', 'splits', '-o', 'json']);
			const split = JSON.parse(out).splits.find((each: {name: string}) => each.name === second);
			return split.backends.map((each: {name: string; share: number}) => [each.name, each.share]);
		};
		const joined = await said('do', 'challenge', third!, 'image=nginx:1.29', `beside=${first}`, 'percent=20');
		expect(joined.said).toContain('The orchestrator will start 1 pod of Deployment');
		expect(await shares()).toEqual([
			[first, 72],
			[second, 8],
			[third, 20],
		]);
		await said('undo', idOf(joined.out));
		expect((await route()).spec).toEqual(before.spec);
		expect(await status(deployment(third!))).toBe(404);
		await said('do', 'challenge', third!, 'image=nginx:1.29', `beside=${first}`, 'percent=20');
		const early = await run(['do', 'retire', third!, '--yes']);
		expect(early).toMatchObject({code: 3, said: expect.stringContaining(`${third} gets 20 %`)});
		await said('shift', `${plural}/${second}`, `${third}=0`);
		await said('do', 'retire', third!);
		expect((await shares()).map(([name]: [string]) => name)).toEqual([first, second]);
		expect([await status(deployment(third!)), await status(service(third!))]).toEqual([404, 404]);
		const copied = await run([
			...['do', 'shadow', shadow!, 'image=nginx:1.29', `beside=${first}`, 'percent=50'],
			...['--yes', '--wait'],
		]);
		if (!canCopy) {
			expect(copied.code).not.toBe(0);
			expect(await status(deployment(shadow!))).toBe(404);
			return;
		}
		expect(copied, copied.said).toMatchObject({code: 0});
		expect(JSON.stringify((await route()).spec)).toContain(shadow);
		const {out} = await run(['get', 'models', '-o', 'json']);
		expect(out).toContain('shadow');
		await said('do', 'retire', shadow!);
		expect(JSON.stringify((await route()).spec)).not.toContain(shadow);
	},
);

test('a job is scheduled, and run at once as kubectl would run it', async () => {
	const scheduled = await run([
		'do',
		'schedule',
		'nightly',
		'image=python:3.12',
		'schedule=0 3 * * *',
		'command=python report.py',
		'--yes',
	]);
	expect(scheduled).toMatchObject({code: 0});
	expect(scheduled.said).toMatch(/at 0 3 \* \* \* \(Etc\/UTC\), next \d{4}-\d\d-\d\d 03:00/);
	const isSuspended = async () =>
		(await api.get(`/apis/batch/v1/namespaces/${ground().namespace}/cronjobs/nightly`)).body.spec.suspend;
	for (const [word, suspended] of [
		['suspend', true],
		['resume', false],
	] as const) {
		expect(await run(['do', word, 'nightly', '--yes', '--wait'])).toMatchObject({code: 0});
		expect((await isSuspended()) ?? false).toBe(suspended);
	}
	const ran = await run(['do', 'run-now', 'nightly', 'job=nightly-now', '--yes', '--wait']);
	expect(ran).toMatchObject({code: 0, out: expect.stringContaining('1 of 1 done')});
	const made = await ground().get('jobs', 'nightly-now');
	expect(made.metadata).toMatchObject({
		annotations: {'cronjob.kubernetes.io/instantiate': 'manual'},
		ownerReferences: [{kind: 'CronJob', name: 'nightly', controller: true}],
	});
	// What the history of the CronJob shows of it.
	const shown = projectJob(made as unknown as KubernetesObject);
	expect(shown).toMatchObject({outcome: 'succeeded', isByHand: true, succeeded: 1, owner: {name: 'nightly'}});
	expect(shown.endedAt).toBeGreaterThanOrEqual(shown.startedAt!);
	expect((await run(['undo', idOf(ran.out), '--yes', '--wait'])).code).toBe(0);
	expect(await status(job('nightly-now'))).toBe(404);
	expect((await run(['undo', idOf(scheduled.out), '--yes', '--wait'])).code).toBe(0);
	expect(await status('/apis/batch/v1/namespaces/NS/cronjobs/nightly')).toBe(404);
});

test('a notebook is made with a token that is printed nowhere, and says how to open it', async () => {
	const rehearsed = await run(['do', 'edit-notebook', 'lab', 'volume=5Gi', '--dry-run']);
	expect(rehearsed).toMatchObject({code: 0, said: expect.stringContaining('The server would accept it')});
	expect(rehearsed.said).toContain('PersistentVolumeClaim');
	expect(JSON.parse(rehearsed.out)[1].request.body.stringData).toEqual({
		JUPYTER_TOKEN: '(48 bytes, not shown)',
	});
	const made = await run(['do', 'edit-notebook', 'lab', '--yes', '--wait']);
	expect(made).toMatchObject({code: 0});
	expect(made.said).toContain(`sluice open-notebook lab -n ${ground().namespace}`);
	const {body} = await api.get(`/api/v1/namespaces/${ground().namespace}/secrets/lab`);
	const token = Buffer.from(body.data.JUPYTER_TOKEN, 'base64').toString();
	expect(token).toMatch(/^[0-9a-f]{48}$/);
	const receipt = await run(['receipt', idOf(made.out)]);
	for (const {out, said} of [made, receipt]) expect(out + said).not.toContain(token);
	expect((await run(['undo', idOf(made.out), '--yes', '--wait'])).code).toBe(0);
	expect(await status('/api/v1/namespaces/NS/secrets/lab')).toBe(404);
});
