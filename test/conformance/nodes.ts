/** Nodes that come, fall silent, return and go, and what that does to their pods. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {ownNodes} from './own-nodes.ts';

export function checkNodes(ground: Ground): void {
	const pod = (name: string, spec: Json): Json => ({
		metadata: {name, labels: {app: name}},
		spec: {containers: [{name: 'app', image: 'registry.example.com/app:1'}], ...spec},
	});
	const conditionOf = ({status}: Json, type: string) =>
		status.conditions?.find((condition: Json) => condition.type === type);
	const taintsOf = ({spec}: Json) =>
		(spec.taints ?? [])
			.filter(({key}: Json) => key.startsWith('node.kubernetes.io/'))
			.map(({key, effect}: Json) => `${key.slice(19)}:${effect}`)
			.sort();
	/** Reads until it is so, for at most a minute and a half. */
	async function until(read: () => Promise<Json>, isSo: (read: Json) => boolean): Promise<Json> {
		const untilMs = Date.now() + 90_000;
		for (;;) {
			const found = await read();
			if (isSo(found)) return found;
			if (Date.now() > untilMs) expect.fail(`It did not come true; last was ${JSON.stringify(found)}`);
			await new Promise(resolve => setTimeout(resolve, 100));
		}
	}
	const podAt = (name: string) => ground.ask('GET', ground.path('pods', `/${name}`));
	const runs = async (name: string, spec: Json) => {
		await ground.make('pods', pod(name, spec));
		await ground.eventually('pods', `/${name}`, ({spec}) => spec.nodeName);
		const now = new Date().toISOString().replace(/\.\d+/, '');
		const conditions = ['Ready', 'ContainersReady'].map(type => ({
			type,
			status: 'True',
			lastTransitionTime: now,
		}));
		const type = 'application/strategic-merge-patch+json';
		const body = {status: {phase: 'Running', conditions}};
		expect((await ground.ask('PATCH', ground.path('pods', `/${name}/status`), {type, body})).status).toBe(
			200,
		);
	};
	const eventsAbout = async (kind: string, name: string, namespace = ground.namespace) => {
		const about = encodeURIComponent(`involvedObject.kind=${kind},involvedObject.name=${name}`);
		const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=${about}`;
		return (await ground.ask('GET', path)).body.items.map(({reason, message}: Json) => [reason, message]);
	};

	it('keeps a lease for each node that has a kubelet', async () => {
		const {body} = await ground.ask('GET', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases');
		expect([body.kind, body.apiVersion]).toEqual(['LeaseList', 'coordination.k8s.io/v1']);
		const [{metadata, spec}] = body.items;
		expect(metadata.ownerReferences).toMatchObject([{apiVersion: 'v1', kind: 'Node', name: metadata.name}]);
		expect(spec).toMatchObject({holderIdentity: expect.any(String), leaseDurationSeconds: 40});
		expect(spec.renewTime).toMatch(/\.\d{6}Z$/);
		const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${metadata.name}`;
		await until(
			async () => (await ground.ask('GET', path)).body,
			lease => lease.spec.renewTime > spec.renewTime,
		);
	});

	it('closes a node to new pods while something is wrong with it', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('pressed');
		const {status} = await nodes.read(name);
		const now = status.conditions[0].lastHeartbeatTime;
		const heard = {lastHeartbeatTime: now, lastTransitionTime: now};
		const conditions = [
			{type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'not yet', ...heard},
			{
				type: 'MemoryPressure',
				status: 'True',
				reason: 'KubeletHasInsufficientMemory',
				message: 'low',
				...heard,
			},
			{type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'fine', ...heard},
		];
		nodes.silence(name);
		await nodes.patch(name, {status: {conditions}}, '/status');
		const closed = await until(
			() => nodes.read(name),
			read => taintsOf(read).length === 3,
		);
		expect(taintsOf(closed)).toEqual([
			'memory-pressure:NoSchedule',
			'not-ready:NoExecute',
			'not-ready:NoSchedule',
		]);
		await nodes.beat(name);
		const open = await until(
			() => nodes.read(name),
			read => taintsOf(read).length === 0,
		);
		expect(open.spec.taints).toMatchObject([{key: 'example.com/own', effect: 'NoSchedule'}]);
		await nodes.remove(name);
	});

	it('tells of nodes that come and go', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('guest');
		const says = (reason: string, message: string) =>
			until(
				() => eventsAbout('Node', name, 'default'),
				found => found.some((event: string[]) => event[0] === reason && event[1] === message),
			);
		await says('RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
		await nodes.remove(name);
		await says('RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
	});

	it('drives pods off a node whose taint they do not tolerate', async () => {
		const nodes = ownNodes(ground);
		const name = await nodes.add('expelling');
		const toleration = {key: 'example.com/leave', operator: 'Exists', effect: 'NoExecute'};
		await runs('leaving', nodes.here);
		await runs('staying', {...nodes.here, tolerations: [...nodes.here.tolerations, toleration]});
		const {spec} = await nodes.read(name);
		await nodes.patch(name, {
			spec: {taints: [...spec.taints, {key: 'example.com/leave', effect: 'NoExecute'}]},
		});
		const marked = await ground.eventually('pods', '/leaving', ({metadata}) => metadata.deletionTimestamp);
		expect(conditionOf(marked, 'DisruptionTarget').reason).toBe('DeletionByTaintManager');
		expect((await podAt('staying')).body.metadata.deletionTimestamp).toBeUndefined();
		await nodes.remove(name);
	});

	it('gives up a node that falls silent, and its pods, until it is heard again', async () => {
		const nodes = ownNodes(ground);
		const silent = await nodes.add('silent');
		const tolerating = (seconds: number) => ({
			...nodes.here,
			tolerations: [
				...nodes.here.tolerations,
				{
					key: 'node.kubernetes.io/unreachable',
					operator: 'Exists',
					effect: 'NoExecute',
					tolerationSeconds: seconds,
				},
			],
		});
		await runs('patient', nodes.here);
		await runs('impatient', tolerating(1));
		expect(conditionOf(await nodes.read(silent), 'Ready').status).toBe('True');
		const gone = await nodes.add('gone');
		await nodes.patch(silent, {spec: {unschedulable: true}});
		await runs('orphan', nodes.here);
		expect((await podAt('orphan')).body.spec.nodeName).toBe(gone);
		await nodes.remove(gone);
		nodes.silence(silent);

		const lost = await until(
			() => nodes.read(silent),
			read => conditionOf(read, 'Ready').status === 'Unknown',
		);
		const {reason, message} = conditionOf(lost, 'Ready');
		expect([reason, message]).toEqual(['NodeStatusUnknown', 'Kubelet stopped posting node status.']);
		const {status, reason: never} = conditionOf(lost, 'MemoryPressure');
		expect([status, never]).toEqual(['Unknown', 'NodeStatusNeverUpdated']);
		const tainted = await until(
			() => nodes.read(silent),
			read => taintsOf(read).length === 3,
		);
		expect(taintsOf(tainted)).toEqual([
			'unreachable:NoExecute',
			'unreachable:NoSchedule',
			'unschedulable:NoSchedule',
		]);
		const unready = await ground.eventually(
			'pods',
			'/patient',
			read => conditionOf(read, 'Ready').status === 'False',
		);
		expect(unready.status.phase).toBe('Running');
		expect(conditionOf(unready, 'ContainersReady').status).toBe('True');
		expect(unready.metadata.deletionTimestamp).toBeUndefined();
		expect(await eventsAbout('Pod', 'patient')).toContainEqual(['NodeNotReady', 'Node is not ready']);

		const marked = await ground.eventually('pods', '/impatient', ({metadata}) => metadata.deletionTimestamp);
		expect(conditionOf(marked, 'DisruptionTarget')).toMatchObject({
			status: 'True',
			reason: 'DeletionByTaintManager',
			message: 'Taint manager: deleting due to NoExecute taint',
		});
		expect(await eventsAbout('Pod', 'impatient')).toContainEqual([
			'TaintManagerEviction',
			`Marking for deletion Pod ${ground.namespace}/impatient`,
		]);

		await nodes.patch(silent, {spec: {unschedulable: null}});
		await nodes.beat(silent);
		const back = await until(
			() => nodes.read(silent),
			read => taintsOf(read).length === 0,
		);
		expect(conditionOf(back, 'Ready').status).toBe('True');
		const events = await until(
			() => eventsAbout('Pod', 'patient'),
			found => found.some(([, message]: string[]) => message!.startsWith('Cancelling')),
		);
		expect(events).toContainEqual([
			'TaintManagerEviction',
			`Cancelling deletion of Pod ${ground.namespace}/patient`,
		]);
		// Nobody has ended it: its agent is not there.
		expect((await podAt('impatient')).status).toBe(200);

		await until(
			() => podAt('orphan'),
			({status}) => status === 404,
		);
		await nodes.remove(silent);
	}, 120_000);
}
