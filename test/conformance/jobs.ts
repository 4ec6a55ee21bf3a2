/** Jobs: pods made until enough of them have come to a good end. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {mergePatch} from './objects.ts';

const delay = 'pod-complete.stage.kwok.x-k8s.io/delay';
const tracking = 'batch.kubernetes.io/job-tracking';
const uidLabel = 'batch.kubernetes.io/controller-uid';

/** A job whose pods take a second, or as long as `takes` says; with `sim: fails` among the labels they fail. */
export function job(name: string, spec: Json = {}, labels: Json = {}, takes?: string): Json {
	const metadata = {labels: {app: name, ...labels}, ...(takes && {annotations: {[delay]: takes}})};
	const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
	const template = {metadata, spec: {restartPolicy: 'Never', containers}};
	return {apiVersion: 'batch/v1', kind: 'Job', metadata: {name}, spec: {template, ...spec}};
}

const fails = {sim: 'fails'};

export function checkJobs(ground: Ground): void {
	const path = ground.path('jobs');
	const condition = ({status}: Json, type: string) =>
		status?.conditions?.find((found: Json) => found.type === type);
	const has = (type: string) => (read: Json) => condition(read, type)?.status === 'True';
	const ended = (name: string, type: 'Complete' | 'Failed') =>
		ground.eventually('jobs', `/${name}`, has(type));
	const make = (object: Json) => ground.make('jobs', object);
	const podsOf = async (name: string): Promise<Json[]> =>
		(await ground.read('pods', `?labelSelector=job-name%3D${name}`)).items;
	const change = (name: string, spec: Json) => ground.patch('jobs', `/${name}`, mergePatch, {spec});
	const eventsOf = async ({metadata}: Json, count: number): Promise<[string, string, string][]> => {
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length >= count);
		expect(items[0].source).toEqual({component: 'job-controller'});
		return items.map(({type, reason, message}: Json) => [type, reason, message]);
	};
	const refuse = async (object: Json): Promise<string[]> => {
		const {status, body} = await ground.ask('POST', path, {body: object});
		expect([status, body.reason]).toEqual([422, 'Invalid']);
		return body.details.causes.map(({field, message}: Json) => `${field}: ${message}`);
	};

	it.concurrent('fills in what is left open and selects its pods by its uid', async () => {
		const {metadata, spec, status} = await make(job('filled', {suspend: true}));
		const generated = {
			[uidLabel]: metadata.uid,
			'batch.kubernetes.io/job-name': 'filled',
			'controller-uid': metadata.uid,
			'job-name': 'filled',
		};
		expect(metadata.generation).toBe(1);
		expect(metadata.labels).toEqual({app: 'filled', ...generated});
		expect(spec).toMatchObject({
			parallelism: 1,
			completions: 1,
			backoffLimit: 6,
			completionMode: 'NonIndexed',
			suspend: true,
			podReplacementPolicy: 'TerminatingOrFailed',
			manualSelector: false,
			selector: {matchLabels: {[uidLabel]: metadata.uid}},
		});
		expect(spec.template.metadata.labels).toEqual({app: 'filled', ...generated});
		expect(status).toEqual({});
		const queue = await make(job('queue', {suspend: true, parallelism: 3}));
		expect([queue.spec.parallelism, queue.spec.completions]).toEqual([3, undefined]);
	});

	it.concurrent('runs one pod to its end', async () => {
		const made = await make(job('once', {}, {}, '4s'));
		const running = await ground.eventually('jobs', '/once', ({status}) => status.ready === 1);
		expect(running.status).toEqual({
			active: 1,
			ready: 1,
			startTime: expect.any(String),
			terminating: 0,
			uncountedTerminatedPods: {},
		});
		const [pod] = await podsOf('once');
		expect(pod.metadata.name).toMatch(/^once-[a-z0-9]{5}$/);
		expect(pod.metadata).toMatchObject({
			generateName: 'once-',
			finalizers: [tracking],
			ownerReferences: [
				{
					apiVersion: 'batch/v1',
					kind: 'Job',
					name: 'once',
					uid: made.metadata.uid,
					controller: true,
					blockOwnerDeletion: true,
				},
			],
		});
		const done = await ended('once', 'Complete');
		const reached = {
			status: 'True',
			reason: 'CompletionsReached',
			message: 'Reached expected number of succeeded pods',
			lastProbeTime: expect.any(String),
			lastTransitionTime: expect.any(String),
		};
		expect(done.status).toEqual({
			conditions: [
				{type: 'SuccessCriteriaMet', ...reached},
				{type: 'Complete', ...reached},
			],
			startTime: running.status.startTime,
			completionTime: expect.any(String),
			succeeded: 1,
			ready: 0,
			terminating: 0,
			uncountedTerminatedPods: {},
		});
		const [over] = await podsOf('once');
		expect([over.status.phase, over.metadata.finalizers]).toEqual(['Succeeded', undefined]);
		expect(await eventsOf(made, 2)).toEqual(
			expect.arrayContaining([
				['Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`],
				['Normal', 'Completed', 'Job completed'],
			]),
		);
	});

	it.concurrent('runs as many pods at once as it may until all is done', async () => {
		const watch = await ground.watch(ground.path('jobs', '?watch=true&fieldSelector=metadata.name%3Dmany'));
		await make(job('many', {parallelism: 2, completions: 3}));
		const {status} = await ended('many', 'Complete');
		expect(status).toMatchObject({succeeded: 3, ready: 0});
		const active = watch.events.map(({object}) => object.status.active ?? 0);
		watch.close();
		expect(Math.max(...active)).toBe(2);
		expect(await podsOf('many')).toHaveLength(3);
	});

	it.concurrent('numbers the pods of an indexed job', async () => {
		await make(job('indexed', {completionMode: 'Indexed', parallelism: 2, completions: 4}));
		const {status} = await ended('indexed', 'Complete');
		expect(status).toMatchObject({succeeded: 4, completedIndexes: '0-3'});
		const index = 'batch.kubernetes.io/job-completion-index';
		const pods = await podsOf('indexed');
		const byIndex = pods.sort((a, b) => a.metadata.labels[index] - b.metadata.labels[index]);
		expect(byIndex.map(({metadata}) => metadata.annotations[index])).toEqual(['0', '1', '2', '3']);
		const [first] = byIndex;
		expect(first.metadata.generateName).toBe('indexed-0-');
		expect(first.spec.hostname).toBe('indexed-0');
		expect(first.spec.containers[0].env).toEqual([
			{
				name: 'JOB_COMPLETION_INDEX',
				valueFrom: {fieldRef: {apiVersion: 'v1', fieldPath: `metadata.labels['${index}']`}},
			},
		]);
	});

	it.concurrent('gives up when more pods failed than may', async () => {
		const made = await make(job('failing', {backoffLimit: 0}, fails));
		const {status} = await ended('failing', 'Failed');
		const exceeded = {
			status: 'True',
			reason: 'BackoffLimitExceeded',
			message: 'Job has reached the specified backoff limit',
		};
		expect(status.conditions).toMatchObject([
			{type: 'FailureTarget', ...exceeded},
			{type: 'Failed', ...exceeded},
		]);
		expect(status).toMatchObject({failed: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {}});
		expect([status.active, status.completionTime]).toEqual([undefined, undefined]);
		expect(await eventsOf(made, 2)).toContainEqual([
			'Warning',
			'BackoffLimitExceeded',
			'Job has reached the specified backoff limit',
		]);
	});

	it.concurrent('waits before it tries again', async () => {
		await make(job('waiting', {backoffLimit: 3}, fails));
		const {status} = await ground.eventually('jobs', '/waiting', ({status}) => status.failed === 1);
		expect(status.active ?? 0).toBe(0);
		const [pod, ...others] = await podsOf('waiting');
		expect(others).toEqual([]);
		await ground.eventually('pods', '?labelSelector=job-name%3Dwaiting', ({items}) => items.length === 2);
		const second = (await podsOf('waiting')).find(({metadata}) => metadata.uid !== pod.metadata.uid);
		const [{state}] = pod.status.containerStatuses;
		const pause = Date.parse(second.metadata.creationTimestamp) - Date.parse(state.terminated.finishedAt);
		expect(pause).toBeGreaterThanOrEqual(9000);
		expect(pause).toBeLessThanOrEqual(13_000);
	});

	it.concurrent('ends what takes longer than it may', async () => {
		await make(job('late', {activeDeadlineSeconds: 1}, {}, '600s'));
		const {status} = await ended('late', 'Failed');
		expect(condition({status}, 'Failed')).toMatchObject({
			reason: 'DeadlineExceeded',
			message: 'Job was active longer than specified deadline',
		});
		expect(status).toMatchObject({failed: 1, terminating: 0});
		expect(await podsOf('late')).toEqual([]);
	});

	it.concurrent('is suspended and resumed', async () => {
		const made = await make(job('paused', {suspend: true}, {}, '600s'));
		const suspended = await ground.eventually('jobs', '/paused', has('Suspended'));
		expect(suspended.status).toEqual({
			conditions: [
				expect.objectContaining({
					type: 'Suspended',
					status: 'True',
					reason: 'JobSuspended',
					message: 'Job suspended',
				}),
			],
			ready: 0,
			terminating: 0,
			uncountedTerminatedPods: {},
		});
		expect(await podsOf('paused')).toEqual([]);
		expect((await change('paused', {suspend: false, parallelism: 2})).body.metadata.generation).toBe(2);
		const resumed = await ground.eventually('jobs', '/paused', ({status}) => status.active === 1);
		expect(resumed.status.startTime).toBeTruthy();
		expect(condition(resumed, 'Suspended')).toMatchObject({status: 'False', reason: 'JobResumed'});
		await change('paused', {suspend: true});
		const again = await ground.eventually(
			'jobs',
			'/paused',
			read => has('Suspended')(read) && read.status.terminating === 0,
		);
		expect(again.status).not.toHaveProperty('failed');
		expect(again.status).not.toHaveProperty('startTime');
		expect(again.status).not.toHaveProperty('active');
		expect(await podsOf('paused')).toEqual([]);
		const reasons = (await eventsOf(made, 4)).map(([, reason]) => reason);
		expect(reasons).toEqual(
			expect.arrayContaining(['Suspended', 'Resumed', 'SuccessfulCreate', 'SuccessfulDelete']),
		);
	});

	it.concurrent('replaces a pod that is deleted, which counts as failed', async () => {
		await make(job('bereft', {completions: 2, parallelism: 2}, {}, '600s'));
		await ground.eventually('jobs', '/bereft', ({status}) => status.ready === 2);
		const [pod] = await podsOf('bereft');
		await ground.ask('DELETE', ground.path('pods', `/${pod.metadata.name}`));
		const {status} = await ground.eventually('jobs', '/bereft', ({status}) => status.failed === 1);
		expect(status.succeeded).toBeUndefined();
		await ground.eventually('pods', '?labelSelector=job-name%3Dbereft', ({items}) =>
			items.every(({metadata}: Json) => metadata.uid !== pod.metadata.uid),
		);
	});

	it.concurrent('follows a change of how many run at once', async () => {
		await make(job('resized', {completions: 5, parallelism: 1}, {}, '600s'));
		await ground.eventually('jobs', '/resized', ({status}) => status.active === 1);
		await change('resized', {parallelism: 3});
		await ground.eventually('jobs', '/resized', ({status}) => status.active === 3);
		await change('resized', {parallelism: 0});
		const {status} = await ground.eventually(
			'jobs',
			'/resized',
			({status}) => !status.active && status.terminating === 0,
		);
		expect(status.failed).toBeUndefined();
	});

	it.concurrent('counts restarts where containers are started again', async () => {
		const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
		const metadata = {labels: {app: 'restarting', ...fails}};
		const template = {metadata, spec: {restartPolicy: 'OnFailure', containers}};
		await make(job('restarting', {backoffLimit: 0, template}));
		const {status} = await ended('restarting', 'Failed');
		expect(condition({status}, 'Failed').reason).toBe('BackoffLimitExceeded');
		expect(status.failed).toBe(1);
	});

	it.concurrent('goes some time after its end where it is told to', async () => {
		await make(job('passing', {ttlSecondsAfterFinished: 5}));
		await ended('passing', 'Complete');
		await ground.eventually('jobs', '/passing', ({code}) => code === 404);
		await ground.eventually('pods', '?labelSelector=job-name%3Dpassing', ({items}) => items.length === 0);
	});

	it.concurrent.each(['Background', 'Foreground'])(
		'takes its pods with it when it is deleted: %s',
		async policy => {
			const name = `gone-${policy.toLowerCase()}`;
			await make(job(name, {}, {}, '600s'));
			await ground.eventually('jobs', `/${name}`, ({status}) => status.ready === 1);
			const path = ground.path('jobs', `/${name}?propagationPolicy=${policy}`);
			expect((await ground.ask('DELETE', path)).status).toBe(200);
			await ground.eventually('jobs', `/${name}`, ({code}) => code === 404);
			await ground.eventually('pods', `?labelSelector=job-name%3D${name}`, ({items}) => items.length === 0);
		},
	);

	it.concurrent('leaves its pods behind when told to, and lets them go', async () => {
		await make(job('orphaning', {}, {}, '600s'));
		await ground.eventually('jobs', '/orphaning', ({status}) => status.ready === 1);
		await ground.ask('DELETE', ground.path('jobs', '/orphaning?propagationPolicy=Orphan'));
		const {items} = await ground.eventually(
			'pods',
			'?labelSelector=job-name%3Dorphaning',
			({items}) => items.length === 1 && !items[0].metadata.finalizers && !items[0].metadata.ownerReferences,
		);
		expect(items[0].status.phase).toBe('Running');
	});

	it.concurrent('refuses what makes no sense', async () => {
		expect(await refuse({metadata: {name: 'refused'}, spec: {}})).toEqual([
			'spec.template.spec.containers: Required value',
			'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
		]);
		const wrong = job('refused', {
			parallelism: -1,
			completions: -1,
			backoffLimit: -1,
			activeDeadlineSeconds: -1,
			ttlSecondsAfterFinished: -1,
			completionMode: 'X',
			podReplacementPolicy: 'Y',
		});
		wrong.spec.template.spec.restartPolicy = 'Always';
		expect(await refuse(wrong)).toEqual([
			'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
			'spec.completions: Invalid value: -1: must be greater than or equal to 0',
			'spec.activeDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
			'spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
			'spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0',
			'spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"',
			'spec.podReplacementPolicy: Unsupported value: "Y": supported values: "Failed", "TerminatingOrFailed"',
			'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
		]);
		expect(await refuse(job('refused', {completionMode: 'Indexed', parallelism: 2}))).toEqual([
			'spec.completions: Required value: when completion mode is Indexed',
		]);
		expect(await refuse(job('re.fused', {completionMode: 'Indexed', completions: 1}))).toEqual([
			'metadata.name: Invalid value: "re.fused": will not able to create pod with invalid DNS label: re.fused-0',
		]);
		expect(await refuse(job('refused', {manualSelector: true}))).toEqual([
			'spec.selector: Required value',
			'spec.template.metadata.labels: Invalid value: {"app":"refused"}: `selector` does not match template `labels`',
		]);
		const [selector, labels] = await refuse(job('refused', {selector: {matchLabels: {a: 'b'}}}));
		expect(selector).toMatch(/^spec\.selector: Invalid value: .*: `selector` not auto-generated$/);
		expect(labels).toMatch(/: `selector` does not match template `labels`$/);
	});

	it.concurrent('keeps its template, selector and completions', async () => {
		await make(job('fixed', {completions: 3, suspend: true}));
		const field = async (spec: Json) => {
			const {status, body} = await change('fixed', spec);
			return status === 200 ? 'changed' : body.details.causes.at(-1).field;
		};
		expect(await field({completions: 4})).toBe('spec.completions');
		expect(await field({completionMode: 'Indexed'})).toBe('spec.completionMode');
		expect(await field({selector: {matchLabels: {a: 'b'}}})).toBe('spec.selector');
		expect(await field({template: {spec: {restartPolicy: 'OnFailure'}}})).toBe('spec.template.spec');
		expect(await field({template: {metadata: {annotations: {a: 'b'}}}})).toBe('changed');
		expect(await field({backoffLimit: 2, suspend: false})).toBe('changed');
		expect(await field({template: {metadata: {annotations: {a: 'c'}}}})).toBe('spec.template');
		const grown = job('grown', {completionMode: 'Indexed', completions: 1, parallelism: 1}, {}, '600s');
		await make(grown);
		const alone = await change('grown', {completions: 2});
		expect(alone.body.details.causes[0].message).toBe(
			'Invalid value: 2: can only be modified in tandem with spec.parallelism',
		);
		expect((await change('grown', {completions: 2, parallelism: 2})).status).toBe(200);
	});

	it.concurrent('is found by how many of its pods have succeeded', async () => {
		await make(job('selected'));
		await ended('selected', 'Complete');
		const names = async (count: number) => {
			const selector = encodeURIComponent(`status.successful=${count},metadata.name=selected`);
			return (await ground.read('jobs', `?fieldSelector=${selector}`)).items.length;
		};
		expect([await names(1), await names(0)]).toEqual([1, 0]);
	});
}
