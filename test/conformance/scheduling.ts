/** Where pods are put, and what is said when there is no place for them. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {jsonPatch} from './objects.ts';
import {ownNodes} from './own-nodes.ts';

export function checkScheduling(ground: Ground): void {
	const pod = (name: string, spec: Json, labels: Json = {}): Json => ({
		metadata: {name, labels: {app: name, ...labels}},
		spec: {containers: [container()], ...spec},
	});
	const container = (more: Json = {}) => ({name: 'app', image: 'registry.example.com/app:1', ...more});
	const asking = (requests: Json) => ({containers: [container({resources: {requests}})]});
	const scheduled = ({status}: Json) => status?.conditions?.find(({type}: Json) => type === 'PodScheduled');
	const place = async (name: string, spec: Json, labels?: Json) => {
		await ground.make('pods', pod(name, spec, labels));
		const {spec: placed} = await ground.eventually('pods', `/${name}`, ({spec}) => spec.nodeName);
		return placed.nodeName;
	};
	/** Waits until each of these is said about a pod; other things are said of nodes that are not the check's own. */
	const refused = async (name: string, spec: Json, says: (string | RegExp)[], labels?: Json) => {
		await ground.make('pods', pod(name, spec, labels));
		const {status} = await ground.eventually('pods', `/${name}`, ({status}) => {
			const [, reasons = ''] =
				/^0\/\d+ nodes are available: (.*?)\. no new/.exec(scheduled({status})?.message) ?? [];
			return says.every(part =>
				typeof part === 'string' ? reasons.split(', ').includes(part) : part.test(reasons),
			);
		});
		expect(scheduled({status})).toMatchObject({status: 'False', reason: 'Unschedulable'});
		return scheduled({status}).message;
	};

	it('counts what is asked for against what there is', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('room', {allocatable: {cpu: '1', memory: '1Gi', pods: '3'}});
		const {here} = nodes;
		expect(await place('half', {...here, ...asking({cpu: '500m', memory: '256Mi'})})).toBe(name);
		const full = await refused('too-much-cpu', {...here, ...asking({cpu: '600m'})}, ['1 Insufficient cpu']);
		expect(full).toMatch(/ 1 No preemption victims found for incoming pod/);
		const never = await refused('too-much', {...here, ...asking({cpu: '2', memory: '2Gi'})}, [
			'1 Insufficient cpu',
			'1 Insufficient memory',
		]);
		expect(never).toMatch(
			/ no new claims to deallocate, preemption: 0\/(\d+) nodes are available: \1 Preemption is not helpful for scheduling\.$/,
		);
		const gpu = {'example.com/gpu': '1'};
		const odd = {containers: [container({resources: {requests: gpu, limits: gpu}})]};
		await refused('odd', {...here, ...odd}, ['1 Insufficient example.com/gpu']);
		expect(await place('second', here)).toBe(name);
		expect(await place('third', {...here, ...asking({cpu: '500m'})})).toBe(name);
		await refused('fourth', {...here, ...asking({cpu: '1m'})}, ['1 Insufficient cpu', '1 Too many pods']);
		await nodes.remove(name);
	});

	it('takes the most that a pod needs at any moment of its start', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('start', {allocatable: {cpu: '1'}});
		const first = {name: 'first', image: 'registry.example.com/app:1', resources: {requests: {cpu: '1500m'}}};
		await refused('hungry-start', {...nodes.here, initContainers: [first]}, ['1 Insufficient cpu']);
		await nodes.remove(name);
	});

	it('puts a pod where there is room as soon as there is', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('later', {allocatable: {cpu: '1'}});
		await place('goes', {...nodes.here, ...asking({cpu: '800m'})});
		await refused('comes', {...nodes.here, ...asking({cpu: '800m'})}, ['1 Insufficient cpu']);
		await ground.ask('DELETE', ground.path('pods', '/goes?gracePeriodSeconds=0'));
		const {spec} = await ground.eventually('pods', '/comes', ({spec}) => spec.nodeName);
		expect(spec.nodeName).toBe(name);
		await refused('grows', {...nodes.here, ...asking({cpu: '2'})}, ['1 Insufficient cpu']);
		await nodes.patch(name, {status: {allocatable: {cpu: '8'}, capacity: {cpu: '8'}}}, '/status');
		await ground.eventually('pods', '/grows', ({spec}) => spec.nodeName);
		await nodes.remove(name);
	});

	it('does not count what has ended', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('ended', {allocatable: {cpu: '1'}});
		await place('ends', {...nodes.here, ...asking({cpu: '1'})});
		const type = 'application/merge-patch+json';
		await ground.ask('PATCH', ground.path('pods', '/ends/status'), {
			type,
			body: {status: {phase: 'Succeeded'}},
		});
		expect(await place('follows', {...nodes.here, ...asking({cpu: '1'})})).toBe(name);
		await nodes.remove(name);
	});

	it('follows node affinity with all its operators', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('labelled', {labels: {'example.com/disk': 'ssd', 'example.com/size': '8'}});
		const {tolerations} = nodes.here;
		const own = {key: 'kubernetes.io/hostname', operator: 'In', values: [name]};
		const wanting = (...matchExpressions: Json[]) => ({
			tolerations,
			affinity: {
				nodeAffinity: {
					requiredDuringSchedulingIgnoredDuringExecution: {
						nodeSelectorTerms: [{matchExpressions: [own, ...matchExpressions]}],
					},
				},
			},
		});
		const disk = {key: 'example.com/disk'};
		const size = {key: 'example.com/size'};
		const suits = [
			{...disk, operator: 'In', values: ['hdd', 'ssd']},
			{...disk, operator: 'NotIn', values: ['hdd']},
			{...disk, operator: 'Exists'},
			{key: 'example.com/none', operator: 'DoesNotExist'},
			{key: 'example.com/none', operator: 'NotIn', values: ['x']},
			{...size, operator: 'Gt', values: ['7']},
			{...size, operator: 'Lt', values: ['9']},
		];
		expect(await place('suits', wanting(...suits))).toBe(name);
		const unsuitable = [
			{...disk, operator: 'In', values: ['hdd']},
			{...disk, operator: 'NotIn', values: ['ssd']},
			{...disk, operator: 'DoesNotExist'},
			{...size, operator: 'Gt', values: ['8']},
			{...size, operator: 'Lt', values: ['8']},
			{...disk, operator: 'Gt', values: ['1']},
		];
		for (const [i, expression] of unsuitable.entries()) {
			await refused(`unsuited-${i}`, wanting(expression), [
				/node\(s\) didn't match Pod's node affinity\/selector/,
			]);
		}
		await nodes.remove(name);
	});

	it('looks at no other node than the named one', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('named');
		const named = (value: string) => ({
			tolerations: nodes.here.tolerations,
			affinity: {
				nodeAffinity: {
					requiredDuringSchedulingIgnoredDuringExecution: {
						nodeSelectorTerms: [{matchFields: [{key: 'metadata.name', operator: 'In', values: [value]}]}],
					},
				},
			},
		});
		expect(await place('finds', named(name))).toBe(name);
		const missed = await refused('misses', named('nowhere'), [/didn't satisfy plugin/]);
		expect(missed).toMatch(
			/^0\/(\d+) nodes are available: \1 node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]\./,
		);
		await refused('finds-full', {...named(name), ...asking({cpu: '100'})}, [
			'1 Insufficient cpu',
			/, \d+ node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]$/,
		]);
		await nodes.remove(name);
	});

	it('keeps pods off tainted nodes that do not tolerate it', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('tainted', {
			taints: [{key: 'example.com/gpu', value: 'yes', effect: 'NoSchedule'}],
		});
		const {here} = nodes;
		const averse = [/\d+ node\(s\) had untolerated taint\(s\)/];
		await refused('averse', here, averse);
		const tolerating = (toleration: Json) => ({...here, tolerations: [...here.tolerations, toleration]});
		const other = tolerating({key: 'example.com/gpu', operator: 'Equal', value: 'no', effect: 'NoSchedule'});
		await refused('other', other, averse);
		const exists = tolerating({key: 'example.com/gpu', operator: 'Exists'});
		expect(await place('tolerant', exists)).toBe(name);
		await nodes.remove(name);
	});

	it('puts no pods on a cordoned node until it is open again', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('cordoned');
		const isTainted = ({spec}: Json) =>
			spec.taints.some(({key}: Json) => key === 'node.kubernetes.io/unschedulable');
		await nodes.patch(name, {spec: {unschedulable: true}});
		await expect.poll(async () => isTainted(await nodes.read(name)), {timeout: 40_000}).toBe(true);
		await refused('waiting', nodes.here, [/\d+ node\(s\) were unschedulable/]);
		await nodes.patch(name, {spec: {unschedulable: null}});
		await expect.poll(async () => isTainted(await nodes.read(name)), {timeout: 40_000}).toBe(false);
		const {spec} = await ground.eventually('pods', '/waiting', ({spec}) => spec.nodeName);
		expect(spec.nodeName).toBe(name);
		await nodes.remove(name);
	});

	it('gives each port of a node to one pod', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('ports');
		const on = (hostPort: number, more: Json = {}) => ({
			...nodes.here,
			containers: [container({ports: [{containerPort: 80, hostPort, ...more}]})],
		});
		expect(await place('port-a', on(8080))).toBe(name);
		expect(await place('port-udp', on(8080, {protocol: 'UDP'}))).toBe(name);
		await refused('port-b', on(8080), ["1 node(s) didn't have free ports for the requested pod ports"]);
		await nodes.remove(name);
	});

	it('puts pods near each other and away from each other', async () => {
		const nodes = ownNodes(ground);
		const a = await nodes.add('a', {labels: {'example.com/rack': 'r1'}});
		const b = await nodes.add('b', {labels: {'example.com/rack': 'r2'}});
		const {here} = nodes;
		const term = (app: string, topologyKey = 'example.com/rack') => ({
			requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey, labelSelector: {matchLabels: {app}}}],
		});
		const near = (app: string) => ({...here, affinity: {podAffinity: term(app)}});
		const far = (app: string) => ({...here, affinity: {podAntiAffinity: term(app)}});
		await refused('lonely', near('leader'), ["2 node(s) didn't match pod affinity rules"]);
		const led = await place('leader', here);
		const {spec} = await ground.eventually('pods', '/lonely', ({spec}) => spec.nodeName);
		expect(spec.nodeName).toBe(led);
		expect(await place('self', near('self'))).toBeTruthy();
		const other = led === a ? b : a;
		expect(await place('rival-1', far('leader'), {group: 'rivals'})).toBe(other);
		const ones = await place('only-1', far('only'), {app: 'only'});
		expect(await place('only-2', far('only'), {app: 'only'})).toBe(ones === a ? b : a);
		await refused('only-3', far('only'), ["2 node(s) didn't match pod anti-affinity rules"], {app: 'only'});
		await refused('only-4', here, ["2 node(s) didn't satisfy existing pods anti-affinity rules"], {
			app: 'only',
		});
		await nodes.remove(a);
		await nodes.remove(b);
	});

	it('spreads pods over the domains of a label', async () => {
		const nodes = ownNodes(ground);
		const names = [
			await nodes.add('s1', {labels: {'example.com/rack': 'r1'}}),
			await nodes.add('s2', {labels: {'example.com/rack': 'r2'}, allocatable: {pods: '1'}}),
			await nodes.add('s3'),
		];
		const spread = {
			...nodes.here,
			topologySpreadConstraints: [
				{
					maxSkew: 1,
					topologyKey: 'example.com/rack',
					whenUnsatisfiable: 'DoNotSchedule',
					labelSelector: {matchLabels: {group: 'spread'}},
				},
			],
		};
		const first = await place('spread-1', spread, {group: 'spread'});
		const second = await place('spread-2', spread, {group: 'spread'});
		expect([first, second].sort()).toEqual(names.slice(0, 2).sort());
		expect(await place('spread-3', spread, {group: 'spread'})).toBe(names[0]);
		await refused(
			'spread-4',
			spread,
			[
				'1 Too many pods',
				"1 node(s) didn't match pod topology spread constraints",
				"1 node(s) didn't match pod topology spread constraints (missing required label)",
			],
			{group: 'spread'},
		);
		for (const name of names) await nodes.remove(name);
	});

	it('prefers the emptier node', async () => {
		const nodes = ownNodes(ground);
		const names = [await nodes.add('e1'), await nodes.add('e2')];
		const weighty = {...nodes.here, ...asking({cpu: '900m', memory: '1Gi'})};
		const taken = [await place('weighty-1', weighty), await place('weighty-2', weighty)];
		expect(taken.sort()).toEqual(names.sort());
		for (const name of names) await nodes.remove(name);
	});

	it('prefers what a pod prefers', async () => {
		const nodes = ownNodes(ground);
		const plain = await nodes.add('p1');
		const liked = await nodes.add('p2', {labels: {'example.com/disk': 'ssd'}});
		const affinity = {
			nodeAffinity: {
				preferredDuringSchedulingIgnoredDuringExecution: [
					{weight: 100, preference: {matchExpressions: [{key: 'example.com/disk', operator: 'Exists'}]}},
				],
			},
		};
		expect(await place('choosy', {...nodes.here, affinity})).toBe(liked);
		const taint = {key: 'example.com/rather-not', effect: 'PreferNoSchedule'};
		const {spec} = await nodes.read(liked);
		await nodes.patch(liked, {spec: {taints: [...spec.taints, taint]}});
		await new Promise(resolve => setTimeout(resolve, 300));
		expect(await place('wary', nodes.here)).toBe(plain);
		await nodes.remove(plain);
		await nodes.remove(liked);
	});

	it('leaves gated pods and those of other schedulers alone', async () => {
		const gates = [{name: 'example.com/one'}, {name: 'example.com/two'}];
		const made = await ground.make('pods', pod('gated', {schedulingGates: gates}));
		expect(scheduled(made)).toMatchObject({
			status: 'False',
			reason: 'SchedulingGated',
			message: 'Scheduling is blocked due to non-empty scheduling gates',
		});
		await ground.make('pods', pod('other-scheduler', {schedulerName: 'elsewhere'}));
		const add = await ground.patch('pods', '/gated', jsonPatch, [
			{op: 'add', path: '/spec/schedulingGates/-', value: {name: 'example.com/three'}},
		]);
		expect([add.status, add.body.details.causes[0].field]).toEqual([422, 'spec.schedulingGates[2].name']);
		const one = await ground.patch('pods', '/gated', jsonPatch, [
			{op: 'remove', path: '/spec/schedulingGates/0'},
		]);
		expect(one.status).toBe(200);
		await new Promise(resolve => setTimeout(resolve, 500));
		expect((await ground.read('pods', '/gated')).spec.nodeName).toBeUndefined();
		const last = await ground.patch('pods', '/gated', jsonPatch, [
			{op: 'remove', path: '/spec/schedulingGates'},
		]);
		expect(last.status).toBe(200);
		const {status} = await ground.eventually('pods', '/gated', ({spec}) => spec.nodeName);
		expect(scheduled({status}).status).toBe('True');
		const other = await ground.read('pods', '/other-scheduler');
		expect([other.spec.nodeName, other.status.conditions]).toEqual([undefined, undefined]);
	});

	it('runs a pod on the node its author names, whatever the scheduler would say', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('direct', {allocatable: {cpu: '1'}});
		const made = await ground.make('pods', pod('direct', {nodeName: name, ...asking({cpu: '5'})}));
		expect([made.spec.nodeName, made.status.phase]).toEqual([name, 'Pending']);
		await refused('crowded', {...nodes.here, ...asking({cpu: '1'})}, ['1 Insufficient cpu']);
		await nodes.remove(name);
	});

	it('gives pods the priority of their class', async () => {
		const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';
		const system = (await ground.ask('GET', `${classes}/system-node-critical`)).body;
		expect([system.value, system.preemptionPolicy]).toEqual([2_000_001_000, 'PreemptLowerPriority']);
		const made = await ground.make(
			'pods',
			pod('important', {priorityClassName: 'system-cluster-critical'}),
			'?dryRun=All',
		);
		expect(made.spec).toMatchObject({priority: 2_000_000_000, preemptionPolicy: 'PreemptLowerPriority'});
		const refusal = async (spec: Json) => {
			const answer = await ground.ask('POST', ground.path('pods'), {body: pod('refused', spec)});
			return [answer.status, answer.body.message];
		};
		const computed = 'must not be provided in pod spec; priority admission controller computed';
		expect(await refusal({priorityClassName: 'nowhere'})).toEqual([
			403,
			'pods "refused" is forbidden: no PriorityClass with name nowhere was found',
		]);
		expect(await refusal({priority: 7})).toEqual([
			403,
			`pods "refused" is forbidden: the integer value of priority (7) ${computed} 0 from the given PriorityClass name`,
		]);
		const create = async (body: Json) => (await ground.ask('POST', classes, {body})).body;
		const tooHigh = await create({metadata: {name: 'too-high'}, value: 1_000_000_001});
		expect(tooHigh.details.causes).toEqual([
			{
				reason: 'FieldValueForbidden',
				message: 'Forbidden: maximum allowed value of a user defined priority is 1000000000',
				field: 'value',
			},
		]);
		const reserved = await create({metadata: {name: 'system-own'}, value: 1});
		expect(reserved.details.causes[0]).toMatchObject({reason: 'FieldValueForbidden', field: 'metadata.name'});
	});

	it('ends less important pods where a more important one finds no node', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('contested', {allocatable: {cpu: '1'}});
		const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';
		const high = `${ground.namespace}-high`;
		const polite = `${ground.namespace}-polite`;
		const classOf = (name: string, more: Json = {}) => ({metadata: {name}, value: 1000, ...more});
		try {
			for (const body of [classOf(high), classOf(polite, {preemptionPolicy: 'Never'})])
				expect((await ground.ask('POST', classes, {body})).status).toBe(201);
			await place('lowly', {...nodes.here, ...asking({cpu: '1'})});
			const wanting = (priorityClassName: string) => ({
				...nodes.here,
				...asking({cpu: '1'}),
				priorityClassName,
			});
			const never = await refused('polite', wanting(polite), ['1 Insufficient cpu']);
			expect(never).toMatch(
				/ no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never\.$/,
			);
			await ground.make('pods', pod('vip', wanting(high)));
			const waiting = await ground.eventually('pods', '/vip', ({status}) => status.nominatedNodeName);
			expect(waiting.status.nominatedNodeName).toBe(name);
			expect(scheduled(waiting).message).toMatch(
				/^0\/\d+ nodes are available: [^.]*1 Insufficient cpu[^.]*\.$/,
			);
			const lowly = await ground.eventually('pods', '/lowly', ({metadata}) => metadata.deletionTimestamp);
			expect(lowly.status.conditions.find(({type}: Json) => type === 'DisruptionTarget')).toMatchObject({
				status: 'True',
				reason: 'PreemptionByScheduler',
				message: 'default-scheduler: preempting to accommodate a higher priority pod',
			});
			await ground.ask('DELETE', ground.path('pods', '/lowly?gracePeriodSeconds=0'));
			const {spec, status} = await ground.eventually('pods', '/vip', ({spec}) => spec.nodeName);
			expect([spec.nodeName, status.nominatedNodeName]).toEqual([name, undefined]);
			expect((await ground.read('pods', '/polite')).spec.nodeName).toBeUndefined();
		} finally {
			for (const name of [high, polite]) await ground.ask('DELETE', `${classes}/${name}`);
		}
		await nodes.remove(name);
	});
}
