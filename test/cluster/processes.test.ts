// Containers that run as processes of this machine, under real kubelets: what workloads' tests stand on.
import {existsSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import {privateHome, sluice} from '../kit/shell.ts';
import {startControlPlane} from './control-plane.ts';
import {findProcess, holdsNamespace, isMounted, listensOn, networkOf} from './process-traces.ts';
import {asProcesses, processNamespace} from './processes.ts';
import {type Json, RawApi} from './raw-api.ts';

const {admin} = inject('kubeconfigs');
const why = inject('processes');
const api = new RawApi(admin);
const home = privateHome();
let namespace: string;

beforeAll(async () => {
	if (!why) namespace = await processNamespace(api, 'processes');
});

afterAll(async () => {
	if (!why) await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
	home.remove();
});

const path = (name: string, plural = 'pods') => `/api/v1/namespaces/${namespace}/${plural}/${name}`;

/** A pod of one container, which is quickly gone. */
function pod(name: string, container: Json, spec: Json = {}): Json {
	return {
		metadata: {name, labels: {app: name}},
		spec: {
			terminationGracePeriodSeconds: 1,
			containers: [{name: 'main', image: 'python:3.12-slim', ...container}],
			...spec,
		},
	};
}

async function create(object: Json, plural = 'pods'): Promise<void> {
	const {status, body} = await api.create(path('', plural).replace(/\/$/, ''), object);
	expect(status, JSON.stringify(body)).toBe(201);
}

const main = ({status}: Json) => status?.containerStatuses?.[0];
const isReady = ({status}: Json) =>
	status?.conditions?.some(({type, status: is}: Json) => type === 'Ready' && is === 'True') ?? false;

const shell = (script: string) => ({image: 'busybox', command: ['sh', '-c', script]});
/** Serves the text at port 8080, over and over. */
const serves = (text: string) => ({
	command: ['python', '-u', '-c', server],
	env: [{name: 'TEXT', value: text}],
	ports: [{name: 'web', containerPort: 8080}],
	readinessProbe: {httpGet: {path: '/', port: 'web'}, periodSeconds: 1},
});
const server = `
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ['TEXT'].encode())
http.server.ThreadingHTTPServer(('0.0.0.0', 8080), Handler).serve_forever()`;

async function log(name: string, more = ''): Promise<string> {
	return (await api.get(`${path(name)}/log?${more}`)).body;
}

function exec(name: string, ...words: readonly string[]) {
	const environment = {...home.env, KUBECONFIG: admin};
	return sluice(['exec', name, '-n', namespace, '--yes', '--', ...words], environment, 60_000);
}

describe.skipIf(why)('containers that run as processes', () => {
	test('two pods that listen on one port answer apart, each by its address, both behind one Service', async () => {
		const labels = {serves: 'texts'};
		for (const [text, node] of Object.entries({red: 'node-000', blue: 'node-001'})) {
			const made = pod(text, serves(text), {nodeSelector: {'kubernetes.io/hostname': node}});
			await create({...made, metadata: {...made.metadata, labels}});
		}
		await create(
			{metadata: {name: 'texts'}, spec: {selector: labels, ports: [{port: 80, targetPort: 'web'}]}},
			'services',
		);
		await create(
			{metadata: {name: 'apart'}, spec: {clusterIP: 'None', selector: labels, ports: [{port: 8080}]}},
			'services',
		);
		for (const text of ['red', 'blue']) {
			await api.until(path(text), isReady);
			expect((await api.get(`${path(text)}:8080/proxy/`)).body).toBe(text);
		}
		// That both are ready reaches those who lead to them a moment later.
		const asks = `
for i in $(seq 50); do [ "$(getent ahostsv4 apart | awk '{print $1}' | sort -u | wc -l)" = 2 ] && break; sleep 0.2; done
for i in 1 2 3 4 5 6; do curl -sS http://texts/; echo; done | sort -u
curl -sS http://texts.${namespace}.svc.cluster.local/ > /dev/null && echo named
getent ahostsv4 apart | awk '{print $1}' | sort -u | wc -l
curl -sS --max-time 2 http://no-such-service/ || echo unknown`;
		await create(pod('asks', shell(asks), {restartPolicy: 'Never'}));
		await api.until(path('asks'), ({status}) => status.phase === 'Succeeded');
		const said = await log('asks');
		expect(said).toMatch(/^blue\nred\nnamed\n2\n/);
		expect(said).toContain('unknown');
		const throughService = new Set<string>();
		await expect
			.poll(
				async () => throughService.add((await api.get(`${path('texts:80', 'services')}/proxy/`)).body).size,
				{timeout: 15_000},
			)
			.toBe(2);
	});

	test('the API server is reached with the token of the service account', async () => {
		const asks = `
folder=/var/run/secrets/kubernetes.io/serviceaccount
curl -sS --cacert $folder/ca.crt -H "Authorization: Bearer $(cat $folder/token)" \\
  https://kubernetes.default.svc/api/v1/namespaces/$(cat $folder/namespace)/pods`;
		await create(pod('token', shell(asks), {restartPolicy: 'Never'}));
		await api.until(path('token'), ({status}) => status.phase === 'Succeeded');
		expect(JSON.stringify(await api.get(`${path('token')}/log`))).toContain(
			`system:serviceaccount:${namespace}:default`,
		);
	});

	test('a container has its environment, files of secrets and an address, and the machine keeps nothing of what it writes', async () => {
		await create({metadata: {name: 'given'}, stringData: {word: 'xyzzy'}}, 'secrets');
		const written = `/opt/written-by-${namespace}`;
		await create(
			pod(
				'sees',
				{
					...shell(
						`echo $WORD $POD $((1+1)); cat /etc/given/word; echo; touch ${written} && ls ${written}; exec sleep 1000`,
					),
					env: [
						{name: 'WORD', valueFrom: {secretKeyRef: {name: 'given', key: 'word'}}},
						{name: 'POD', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}},
					],
					volumeMounts: [{name: 'given', mountPath: '/etc/given'}],
				},
				{volumes: [{name: 'given', secret: {secretName: 'given'}}]},
			),
		);
		const {status} = await api.until(path('sees'), isReady);
		expect(status.podIP).toMatch(/^198\.1[89]\./);
		expect(await log('sees')).toBe(`xyzzy sees 2\nxyzzy\n${written}\n`);
		expect((await log('sees', 'tailLines=1&timestamps=true')).trim()).toMatch(
			/^\d{4}-\d\d-\d\dT\S+Z \/opt\/written/,
		);
		const inside = await exec('sees', 'sh', '-c', 'hostname; echo $WORD; echo wrong >&2');
		expect(inside).toMatchObject({code: 0, out: 'sees\nxyzzy\n'});
		expect(inside.said).toContain('wrong\n');
		expect((await exec('sees', 'sh', '-c', 'exit 7')).said).toContain('7');
		expect((await exec('sees', 'ls', written)).code).toBe(0);
		expect((await exec('sees', 'no-such-program')).said).toContain('no-such-program');
		expect(existsSync(written)).toBe(false);
	});

	test('a container that ends starts again, later each time, and tells how it ended', async () => {
		const script = 'echo run of $HOSTNAME; echo last words > /dev/termination-log; exit 3';
		await create(pod('crashes', shell(script)));
		const {status} = await api.until(path('crashes'), each => (main(each)?.restartCount ?? 0) >= 2);
		expect(status.phase).toBe('Running');
		const {body} = await api.get(path('crashes'));
		const ended = main(body).lastState.terminated ?? main(body).state.terminated;
		expect(ended).toMatchObject({exitCode: 3, reason: 'Error', message: 'last words\n'});
		expect(await log('crashes', 'previous=true')).toContain('run of crashes\n');
		await api.until(path('crashes'), each => main(each).state.waiting?.reason === 'CrashLoopBackOff');
	});

	test('an image that nothing stands for is not pulled', async () => {
		await create(pod('strange', {image: 'registry.example.com/strange:1'}));
		const {status} = await api.until(
			path('strange'),
			each => main(each)?.state.waiting?.reason === 'ImagePullBackOff',
		);
		expect(status.containerStatuses[0].state.waiting.message).toContain('registry.example.com/strange');
	});

	test('readiness turns, and a container that is not alive is started again', async () => {
		const probe = (file: string) => ({
			exec: {command: ['test', '-e', file]},
			periodSeconds: 1,
			failureThreshold: 1,
		});
		await create(
			pod('probed', {
				...shell('touch /alive; exec sleep 1000'),
				readinessProbe: probe('/ready'),
				livenessProbe: {...probe('/alive'), initialDelaySeconds: 1},
			}),
		);
		await api.until(path('probed'), each => main(each)?.started && !isReady(each));
		await exec('probed', 'touch', '/ready');
		await api.until(path('probed'), isReady);
		await exec('probed', 'rm', '/ready');
		await api.until(path('probed'), each => !isReady(each));
		await exec('probed', 'rm', '/alive');
		const {status} = await api.until(path('probed'), each => main(each).restartCount === 1);
		expect(status.containerStatuses[0].lastState.terminated.exitCode).toBe(137);
	});

	test('what a claim holds stays from pod to pod, and goes with the claim', async () => {
		const request = {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}};
		await create({metadata: {name: 'kept'}, spec: request}, 'persistentvolumeclaims');
		const volumes = [{name: 'kept', persistentVolumeClaim: {claimName: 'kept'}}];
		const volumeMounts = [{name: 'kept', mountPath: '/models/kept'}];
		const one = async (name: string, script: string) => {
			await create(pod(name, {...shell(script), volumeMounts}, {restartPolicy: 'Never', volumes}));
			await api.until(path(name), ({status}) => status.phase === 'Succeeded');
		};
		await one('writes', 'echo kept > /models/kept/file');
		await api.delete(path('writes'));
		await one('reads', 'cat /models/kept/file');
		expect(await log('reads')).toBe('kept\n');
		const {body} = await api.get(path('kept', 'persistentvolumeclaims'));
		await api.delete(path('reads'));
		await api.delete(path('kept', 'persistentvolumeclaims'));
		const volume = `/api/v1/persistentvolumes/${body.spec.volumeName}`;
		await expect.poll(async () => (await api.get(volume)).status, {timeout: 30_000}).toBe(404);
	});

	test('init containers come first; a Job completes, and one fails', async () => {
		const volumes = [{name: 'shared', emptyDir: {}}];
		const volumeMounts = [{name: 'shared', mountPath: '/shared'}];
		const job = (name: string, script: string) => ({
			metadata: {name},
			spec: {
				backoffLimit: 0,
				template: {
					spec: {
						restartPolicy: 'Never',
						volumes,
						initContainers: [{name: 'first', ...shell('echo 42 > /shared/number'), volumeMounts}],
						containers: [{name: 'main', ...shell(script), volumeMounts}],
					},
				},
			},
		});
		const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
		await api.create(jobs, job('trains', 'echo the number $(cat /shared/number)'));
		await api.create(jobs, job('fails', 'echo no; exit 5'));
		await api.until(`${jobs}/trains`, ({status}) => status.succeeded === 1);
		await api.until(`${jobs}/fails`, ({status}) => status.failed === 1);
		const pods = async (name: string) =>
			(await api.get(`${path('').slice(0, -1)}?labelSelector=job-name=${name}`)).body.items;
		const [trained] = await pods('trains');
		expect(await log(trained.metadata.name)).toBe('the number 42\n');
		const [failed] = await pods('fails');
		expect(main(failed).state.terminated).toMatchObject({exitCode: 5, reason: 'Error'});
		expect(failed.status.phase).toBe('Failed');
	});

	test('SIGTERM is heard within the grace period, and nothing stays of a pod that is deleted', async () => {
		const marker = `marker-${namespace}`;
		const script = `trap 'echo asked to end; sleep 1; echo ended; exit 0' TERM; echo ${marker}; while :; do sleep 0.1; done`;
		await create(pod('asked', shell(script), {terminationGracePeriodSeconds: 20}));
		const {metadata} = await api.until(path('asked'), isReady);
		const pid = (await findProcess(marker))!;
		const network = await networkOf(pid);
		expect(await isMounted(metadata.uid)).toBe(true);
		const said = log('asked', 'follow=true');
		await new Promise(resolve => setTimeout(resolve, 500));
		await api.delete(path('asked'));
		expect(await said).toContain('asked to end\nended\n');
		await expect.poll(async () => (await api.get(path('asked'))).status, {timeout: 15_000}).toBe(404);
		expect(await findProcess(marker)).toBeUndefined();
		await expect.poll(() => isMounted(metadata.uid), {timeout: 15_000}).toBe(false);
		await expect.poll(() => holdsNamespace(network), {timeout: 15_000}).toBe(false);
	});

	test('a namespace that does not say so keeps its pods simulated, but for those that say so themselves', async () => {
		const other = await api.createNamespace('simulated');
		const pods = `/api/v1/namespaces/${other}/pods`;
		await api.create(pods, pod('simulated', {image: 'registry.example.com/strange:1'}));
		const real = pod('real', shell('echo really; exec sleep 1000'));
		await api.create(pods, {...real, metadata: {...real.metadata, annotations: asProcesses}});
		await api.until(`${pods}/simulated`, isReady);
		await api.until(`${pods}/real`, isReady);
		expect((await api.get(`${pods}/real/log`)).body).toBe('really\n');
		expect((await api.get(`${pods}/simulated/log`)).body).toContain('of a simulated container');
		await api.delete(`/api/v1/namespaces/${other}`);
	});

	test('when a control plane is killed outright nothing stays of its pods', async () => {
		const plane = await startControlPlane({nodes: 1});
		const another = new RawApi(plane.kubeconfig);
		const own = await processNamespace(another, 'killed');
		const marker = `marker-${own}-killed`;
		const pods = `/api/v1/namespaces/${own}/pods`;
		await another.create(pods, pod('runs', shell(`: ${marker}; while :; do sleep 1; done`)));
		const {metadata} = await another.until(`${pods}/runs`, isReady);
		const network = await networkOf((await findProcess(marker))!);
		const listened = await listensOn((await findProcess(`--data-dir=${dirname(plane.kubeconfig)}`))!);
		expect(listened.length).toBeGreaterThan(2);
		expect([...new Set(listened)], 'it listens on 127.0.0.1 alone').toEqual(['0100007F']);
		await plane.kill();
		another.close();
		await expect.poll(() => findProcess(marker), {timeout: 10_000}).toBeUndefined();
		await expect.poll(() => holdsNamespace(network), {timeout: 10_000}).toBe(false);
		expect(await isMounted(metadata.uid)).toBe(false);
	});
});

test('where processes cannot run it is said why', () => {
	if (why)
		expect(why).toMatch(/^(Containers cannot run as processes: .*|This cluster runs no containers .*)\.$/s);
});
