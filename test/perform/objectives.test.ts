import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {stepJson} from '../../source/headless/step-json.ts';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import {commandSaid} from '../../source/objectives/said-command.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {kubectlText} from '../../source/plan/kubectl.ts';
import {startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// What objectives look for before they make anything, and what they make then, on the embedded cluster.

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
	await made('deploy web image=nginx:1.27 port=80 replicas=2 cpu=100m');
});

const folder = mkdtempSync(join(tmpdir(), 'sluice-objectives-'));

afterAll(async () => {
	await world.stop();
	rmSync(folder, {recursive: true});
});

const autoscalers = {
	...deployments,
	group: 'autoscaling',
	version: 'v2',
	plural: 'horizontalpodautoscalers',
	kind: 'HorizontalPodAutoscaler',
};
const services = {...deployments, group: '', plural: 'services', kind: 'Service'};
const inShop = (resource: typeof deployments, name: string) => ({resource, namespace: 'shop', name});

function wanted(line: string) {
	const typed = typedObjective(splitWords(line));
	if (isRefusal(typed)) throw new Error(typed.says);
	return commandSaid(typed, 'shop');
}

async function made(line: string): Promise<string> {
	const {outcome} = await world.run(wanted(line));
	expect(outcome, line).toMatchObject({end: 'settled'});
	return 'id' in outcome ? outcome.id! : '';
}

async function refusal(line: string): Promise<string> {
	const {outcome} = await world.run(wanted(line));
	if (outcome.end !== 'refused') throw new Error(`${line}: ${outcome.end}`);
	return `${outcome.refusal.says} ${outcome.refusal.hint}`;
}

/** What a person would read before confirming; nothing is written. */
async function preview(line: string) {
	const {told} = await world.run(wanted(line), {confirm: async () => false});
	return told.flatMap(each => (each.type === 'planned' ? [each.plan] : []))[0]!;
}

test('a Deployment is autoscaled within its bounds, and undo leaves it as it is', async () => {
	const line = 'autoscale web min=2 max=5 cpu=70';
	const plan = await preview(line);
	expect(plan.lines).toEqual([
		{
			subject: 'HorizontalPodAutoscaler shop/web',
			from: 'not there',
			to: '2 to 5 pods of Deployment web, at 70 % of the cpu they request',
		},
	]);
	expect(plan.concerns).toEqual([]);
	const id = await made(line);
	expect(await world.read(inShop(autoscalers, 'web'), '/spec')).toMatchObject({
		scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'},
		minReplicas: 2,
		maxReplicas: 5,
		metrics: [{resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 70}}}],
	});
	expect(await refusal(line)).toMatch(
		/HorizontalPodAutoscaler shop\/web scales Deployment shop\/web already\. .*sluice scale deployment\/web --min=… --max=… -n shop/,
	);
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	expect((await world.cluster.get(inShop(autoscalers, 'web'))).ok).toBe(false);
	expect(await world.read(inShop(deployments, 'web'), '/spec/replicas')).toBe(2);
});

test('a model is upgraded, downgraded, scaled up and down by saying so, each with its way back', async () => {
	await made('deploy tiger image=nginx:1.27 replicas=2');
	const image = () => world.read(inShop(deployments, 'tiger'), '/spec/template/spec/containers/0/image');
	const replicas = () => world.read(inShop(deployments, 'tiger'), '/spec/replicas');
	expect((await preview('upgrade tiger image=:1.28')).orchestrates?.map(({does}) => does)).toEqual([
		'start',
		'stop',
	]);
	await made('upgrade tiger image=:1.28');
	expect(await image()).toBe('nginx:1.28');
	const downgraded = await made('downgrade tiger');
	expect(await image()).toBe('nginx:1.27');
	expect((await world.run({action: 'undo', id: downgraded})).outcome).toMatchObject({end: 'settled'});
	expect(await image()).toBe('nginx:1.28');
	expect(await refusal('downgrade tiger revision=9')).toMatch(
		/has no revision 9\. The cluster keeps revisions/,
	);
	expect(await refusal('scale-up tiger to=1')).toMatch(/1 would be fewer.*do scale-down tiger to=1/);
	const scaled = await made('scale-up tiger to=3');
	expect(await replicas()).toBe(3);
	await made('scale-down tiger to=1');
	expect((await world.run(wanted('upgrade nobody image=nginx:1'))).outcome).toMatchObject({
		end: 'failed',
		trouble: {says: expect.stringContaining('nobody')},
	});
	expect(await replicas()).toBe(1);
	expect(world.entries().find(({id}) => id === scaled)?.action).toBe('scale');
});

test('a schedule is suspended and resumed', async () => {
	await made("schedule hourly image=busybox:1.37 schedule='0 * * * *' command=date");
	const cronJobs = {...deployments, group: 'batch', plural: 'cronjobs', kind: 'CronJob'};
	await made('suspend hourly');
	expect(await world.read(inShop(cronJobs, 'hourly'), '/spec/suspend')).toBe(true);
	await made('resume hourly');
	expect(await world.read(inShop(cronJobs, 'hourly'), '/spec/suspend')).not.toBe(true);
	expect(await refusal('resume hourly')).toMatch(/hourly/);
});

test('what cannot be autoscaled is refused with the next step', async () => {
	expect(await refusal('autoscale nobody max=3')).toBe(
		'There is no Deployment shop/nobody. Deploy it first: do deploy nobody image=…',
	);
	expect(await refusal('autoscale web min=4 max=3')).toBe(
		'min is larger than max: 4 and 3. Say a max of 4 or more, or a smaller min.',
	);
});

test('an autoscaler that could measure nothing, or would scale at once, says so', async () => {
	await made('deploy idle image=nginx:1.27 replicas=1');
	const {concerns} = await preview('autoscale idle min=3 max=4');
	expect(concerns.map(({says}) => says)).toEqual([
		'Container idle of Deployment idle requests no CPU: nothing can be measured, and it will not scale.',
		'Deployment idle has 1 now: the autoscaler makes that 3 at once.',
	]);
});

const routes = {
	...deployments,
	group: 'gateway.networking.k8s.io',
	version: 'v1',
	plural: 'httproutes',
	kind: 'HTTPRoute',
};

test('a second version runs beside the first, is ready before it gets its part, and can be shifted', async () => {
	await made('deploy fair image=nginx:1.27 port=8080 replicas=2 memory=64Mi');
	const line =
		'ab-test fair-b image=nginx:1.28 beside=fair percent=20 gateway=infra/edge host=fair.example.com';
	const plan = await preview(`${line} header=x-version=b`);
	expect(plan.lines.map(({subject, to}) => `${subject}: ${to}`)).toEqual([
		'Deployment shop/fair-b: 2 pods of nginx:1.28',
		'Service shop/fair-b: Service on port 8080',
		'HTTPRoute shop/fair-b: 80 % to fair, 20 % to fair-b, and who sends the header x-version to fair-b',
	]);
	expect(plan.steps[0]?.waitFor).toMatchObject({seen: 'ready', pods: 2});
	expect(plan.concerns).toEqual([]);
	const id = await made(`${line} header=x-version=b`);
	const template = await world.read(inShop(deployments, 'fair-b'), '/spec/template');
	expect(template).toMatchObject({
		metadata: {labels: {'app.kubernetes.io/name': 'fair-b'}},
		spec: {containers: [{name: 'fair', image: 'nginx:1.28', resources: {limits: {memory: '64Mi'}}}]},
	});
	expect(await world.read(inShop(routes, 'fair-b'), '')).toMatchObject({
		metadata: {annotations: {'sluice.dev/champion': 'fair'}},
		spec: {
			parentRefs: [{name: 'edge', namespace: 'infra'}],
			hostnames: ['fair.example.com'],
			rules: [
				{
					matches: [{headers: [{name: 'x-version', value: 'b'}]}],
					backendRefs: [{name: 'fair-b', port: 8080}],
				},
				{
					backendRefs: [
						{name: 'fair', port: 8080, weight: 80},
						{name: 'fair-b', port: 8080, weight: 20},
					],
				},
			],
		},
	});
	expect(await refusal('ab-test fair-c image=nginx:1.29 beside=fair gateway=infra/edge')).toMatch(
		/^HTTPRoute shop\/fair-b splits what goes to Service shop\/fair already\. Shift there: sluice shift httproutes\.gateway\.networking\.k8s\.io\/fair-b /,
	);
	const drained = await world.run({action: 'drain-traffic', target: inShop(routes, 'fair-b')});
	expect(drained.outcome).toMatchObject({end: 'settled'});
	expect(await world.read(inShop(routes, 'fair-b'), '/spec/rules/1/backendRefs/1/weight')).toBe(0);
	expect((await world.run({action: 'undo'})).outcome).toMatchObject({end: 'settled'});
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	for (const resource of [deployments, services, routes])
		expect((await world.cluster.get(inShop(resource, 'fair-b'))).ok).toBe(false);
	expect(await world.read(inShop(deployments, 'fair'), '/status/readyReplicas')).toBe(2);
});

test('a version that never gets ready gets no route', async () => {
	const {outcome} = await world.run(
		wanted('ab-test web-broken image=broken:nowhere beside=web gateway=infra/edge'),
		{timeoutMs: 2000},
	);
	expect(outcome).toMatchObject({
		end: 'failed',
		trouble: {says: expect.stringContaining('Stopped half-way')},
	});
	expect((await world.cluster.get(inShop(routes, 'web-broken'))).ok).toBe(false);
	expect((await world.run({action: 'undo'})).outcome).toMatchObject({end: 'settled'});
	expect((await world.cluster.get(inShop(deployments, 'web-broken'))).ok).toBe(false);
});

test.each([
	['beside=nobody', /There is no Deployment shop\/nobody\. Deploy the first version first/],
	['beside=web service=nobody', /There is no Service shop\/nobody\. Say the Service of Deployment web/],
	['beside=web', /needs a Gateway, and there is none.*gateway=NAMESPACE\/NAME/],
	[
		'beside=web dialect=smi gateway=infra/edge',
		/does not serve smi, but gateway-api\. .*dialect=gateway-api/,
	],
	['beside=web port=81 gateway=infra/edge', /Service web has the ports 80\. .*port=80/],
	['beside=checkout-champion gateway=infra/edge', /HTTPRoute shop\/checkout splits what goes to/],
])('an A/B test with %s is refused with the next step', async (words, says) => {
	expect(await refusal(`ab-test web-b image=nginx:1.28 ${words}`)).toMatch(says);
});

const cronJobs = {...deployments, group: 'batch', plural: 'cronjobs', kind: 'CronJob'};
const jobs = {...deployments, group: 'batch', plural: 'jobs', kind: 'Job'};

test('a job is scheduled with its next runs said, and run at once beside its schedule', async () => {
	const line = 'schedule nightly image=python:3.12 schedule="0 3 29 2 *" command="python report.py"';
	const [{to} = {to: ''}] = (await preview(line)).lines;
	expect(to).toMatch(
		/^1 pod of python:3\.12 at 0 3 29 2 \* \(Etc\/UTC\), next \d{4}-02-29 03:00, \d{4}-02-29 03:00$/,
	);
	const id = await made(line);
	const {uid} = (await world.read(inShop(cronJobs, 'nightly'), '/metadata')) as {uid: string};
	const run = await made('run-now nightly');
	const {name} = world.entries().at(-1)!.steps[0]!.target;
	expect(name).toMatch(/^nightly-[0-9a-z]{6}$/);
	expect(await world.read(inShop(jobs, name), '')).toMatchObject({
		metadata: {
			annotations: {'cronjob.kubernetes.io/instantiate': 'manual'},
			ownerReferences: [{kind: 'CronJob', name: 'nightly', uid, controller: true}],
		},
		spec: {template: {spec: {containers: [{command: ['sh', '-c', 'python report.py']}]}}},
		status: {succeeded: 1},
	});
	expect((await world.run({action: 'undo', id: run})).outcome).toMatchObject({end: 'settled'});
	await world.run({action: 'pause', target: inShop(cronJobs, 'nightly')});
	expect((await preview('run-now nightly job=once')).concerns.map(({says}) => says)).toEqual([
		'CronJob nightly is suspended: it runs once all the same, and stays suspended.',
	]);
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	expect(await refusal('run-now nightly')).toMatch(
		/There is no CronJob shop\/nightly\. Schedule it first: do schedule nightly/,
	);
});

const secrets = {...deployments, group: '', plural: 'secrets', kind: 'Secret'};

test('a notebook gets a token that stands nowhere but in its Secret', async () => {
	const told: string[] = [];
	const {outcome} = await world.run(wanted('edit-notebook lab cpu=100m'), {
		tell: telling => told.push(JSON.stringify(telling, (key, value) => (key === 'makes' ? '' : value))),
	});
	expect(outcome).toMatchObject({
		end: 'settled',
		plan: {
			concerns: [
				{says: expect.stringContaining('gone with its pod'), hint: expect.stringContaining('volume=5Gi')},
			],
			thereafter: [
				expect.stringContaining('sluice open-notebook lab -n shop'),
				expect.stringContaining('sluice stop-notebook lab -n shop'),
			],
		},
	});
	const stored = String(await world.read(inShop(secrets, 'lab'), '/data/JUPYTER_TOKEN'));
	const token = Buffer.from(stored, 'base64').toString();
	expect(token).toMatch(/^[0-9a-f]{48}$/);
	const {plan} = outcome as {plan: Plan};
	const texts = [...kubectlText(plan, 'demo'), JSON.stringify(plan.steps.map(step => stepJson(step, plan)))];
	for (const text of [...told, ...texts, JSON.stringify(world.entries())]) {
		expect(text).not.toContain(token);
		expect(text).not.toContain(stored);
	}
	expect(texts[0]).toBe(
		`kubectl --context demo create secret generic lab -n shop --from-literal=JUPYTER_TOKEN="$(openssl rand -hex 24)"`,
	);
	expect(await world.read(inShop(deployments, 'lab'), '/spec/template/spec/containers/0')).toMatchObject({
		image: 'quay.io/jupyter/minimal-notebook',
		env: [{name: 'JUPYTER_TOKEN', valueFrom: {secretKeyRef: {name: 'lab', key: 'JUPYTER_TOKEN'}}}],
	});
	expect((await world.run({action: 'undo'})).outcome).toMatchObject({end: 'settled'});
	expect((await world.cluster.get(inShop(secrets, 'lab'))).ok).toBe(false);
});

test('values of a Secret in a manifest are in no text either', async () => {
	const file = join(folder, 'secret.yaml');
	const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'key'}, stringData: {key: 'hush'}};
	writeFileSync(file, JSON.stringify(secret));
	const plan = await preview(`deploy file=${file}`);
	const [text] = kubectlText(plan, 'demo');
	expect(text).toBe(`kubectl --context demo create -n shop -f ${file}`);
	expect(JSON.stringify(stepJson(plan.steps[0]!, plan))).not.toContain('hush');
});
