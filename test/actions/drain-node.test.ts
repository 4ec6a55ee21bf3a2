import {expect, test} from 'vitest';
import {cordon, uncordon} from '../../source/actions/cordon.ts';
import {drainNode} from '../../source/actions/drain-node.ts';
import type {NodeFacts} from '../../source/actions/gather-node.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {isRefusal, type Plan, type Refusal} from '../../source/model/plan.ts';
import {requestOf} from '../../source/model/request.ts';
import {kubectlText} from '../../source/plan/kubectl.ts';

const nodes = {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false};
const target = {resource: nodes, namespace: '', name: 'n1', uid: 'n'};

function node(spec: object = {}, name = 'n1'): KubernetesObject {
	return {
		metadata: {name, uid: name === 'n1' ? 'n' : name},
		spec,
		status: {conditions: [{type: 'Ready', status: 'True'}]},
	} as unknown as KubernetesObject;
}

function pod(
	name: string,
	of: {by?: string; spec?: object; status?: object; metadata?: object} = {},
): KubernetesObject {
	const {by = 'ReplicaSet', spec = {}, status = {phase: 'Running'}, metadata = {}} = of;
	return {
		metadata: {
			name,
			namespace: 'shop',
			uid: `uid-${name}`,
			labels: {app: name},
			...(by !== '' && {ownerReferences: [{kind: by, name: 'owner', controller: true}]}),
			...metadata,
		},
		spec,
		status,
	} as unknown as KubernetesObject;
}

function budget(
	app: string,
	disruptionsAllowed: number,
	selector: object = {matchLabels: {app}},
): KubernetesObject {
	return {
		metadata: {name: `keep-${app}`, namespace: 'shop', uid: `uid-keep-${app}`},
		spec: {selector},
		status: {disruptionsAllowed},
	} as unknown as KubernetesObject;
}

type Facts = Partial<Pick<NodeFacts, 'pods' | 'budgets' | 'others' | 'node'>>;

function answer(facts: Facts, losses: {force?: boolean; deleteEmptyDirData?: boolean} = {}): Plan | Refusal {
	return drainNode.plan(
		{action: 'drain-node', target, ...losses},
		{ref: target, node: node(), pods: [], budgets: [], others: [node({}, 'n2')], ...facts},
	);
}

function planned(...words: Parameters<typeof answer>): Plan {
	const plan = answer(...words);
	if (isRefusal(plan)) throw new Error(plan.says);
	return plan;
}

const concernsOf = (plan: Plan) => plan.concerns.map(({says}) => says).join(' ');
const evictedBy = (plan: Plan) =>
	plan.steps.flatMap(({type, target: {name}}) => (type === 'evict' ? [name] : []));

test('cordoning writes one field, and uncordoning takes it away again', () => {
	const [cordoned, free] = [node({unschedulable: true}), node()];
	const on = cordon.plan({action: 'cordon', target}, free) as Plan;
	expect(patchOf(on.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'n'},
		{op: 'test', path: '/spec/unschedulable', value: null},
		{op: 'add', path: '/spec/unschedulable', value: true},
	]);
	const off = uncordon.plan({action: 'uncordon', target}, cordoned) as Plan;
	expect(patchOf(off.steps[0]!).at(-1)).toEqual({op: 'remove', path: '/spec/unschedulable'});
	expect(cordon.plan({action: 'cordon', target}, cordoned)).toMatchObject({refused: 'nothing-to-do'});
	expect(uncordon.plan({action: 'uncordon', target}, free)).toMatchObject({refused: 'nothing-to-do'});
});

test('a drain cordons first, then evicts each pod by its uid, under the typed name of the node', () => {
	const plan = planned({pods: [pod('web-1'), pod('web-2')]});
	expect(plan.steps.map(({type}) => type)).toEqual(['edit', 'evict', 'evict']);
	expect(requestOf(plan.steps[1]!)).toEqual({
		method: 'POST',
		subresource: 'eviction',
		body: {
			apiVersion: 'policy/v1',
			kind: 'Eviction',
			metadata: {name: 'web-1', namespace: 'shop'},
			deleteOptions: {preconditions: {uid: 'uid-web-1'}},
		},
	});
	expect(plan.blast?.word).toBe('n1');
	expect(plan.undo).toMatchObject({
		way: 'compensate',
		command: {action: 'uncordon', target: {name: 'n1', uid: 'n'}},
		says: expect.stringContaining('do not move back'),
	});
	expect(plan.settledWhen.map(({seen}) => seen)).toEqual(['gone', 'gone']);
	expect(kubectlText(plan, 'demo')).toEqual([
		'kubectl --context demo drain n1 --ignore-daemonsets',
		expect.stringMatching(/^# POST \/api\/v1\/namespaces\/shop\/pods\/web-1\/eviction \{.*"uid":"uid-web-1"/),
		expect.stringContaining('pods/web-2/eviction'),
	]);
});

test('pods of DaemonSets and static pods stay, finished ones go, ending ones are waited for', () => {
	const plan = planned({
		pods: [
			pod('agent', {by: 'DaemonSet'}),
			pod('static', {by: 'Node', metadata: {annotations: {'kubernetes.io/config.mirror': 'x'}}}),
			pod('done', {by: '', status: {phase: 'Succeeded'}, spec: {volumes: [{name: 't', emptyDir: {}}]}}),
			pod('ending', {metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}}),
		],
	});
	expect(evictedBy(plan)).toEqual(['done']);
	expect(plan.settledWhen).toMatchObject([{of: {name: 'done'}}, {of: {name: 'ending'}}]);
	expect(concernsOf(plan)).toContain('Stay, as DaemonSets run them: shop/agent.');
	expect(concernsOf(plan)).toContain('Stay, as its kubelet runs them: shop/static.');
	expect(concernsOf(plan)).toContain('Ending already, and waited for: shop/ending.');
});

const alone = pod('alone', {by: ''});
const scratch = pod('scratch', {spec: {volumes: [{name: 't', emptyDir: {}}]}});

test.each([
	[{}, 'sluice drain-node n1 --force --delete-emptydir-data'],
	[{force: true}, 'sluice drain-node n1 --force --delete-emptydir-data'],
	[{deleteEmptyDirData: true}, 'sluice drain-node n1 --delete-emptydir-data --force'],
])('with %o some loss is still refused, and the hint asks for all of it', (losses, hint) => {
	expect(answer({pods: [alone, scratch]}, losses)).toMatchObject({
		refused: 'guarded',
		hint: expect.stringContaining(hint),
	});
});

test('losses that are asked for are said', () => {
	const plan = planned({pods: [alone, scratch]}, {force: true, deleteEmptyDirData: true});
	expect(evictedBy(plan)).toEqual(['alone', 'scratch']);
	expect(concernsOf(plan)).toContain('Lost for good, as no controller starts them again: shop/alone.');
	expect(concernsOf(plan)).toContain('What they keep in an emptyDir is lost: shop/scratch.');
	expect(kubectlText(plan, 'demo')[0]).toContain('--force --delete-emptydir-data');
});

test.each([
	['none', budget('web', 0), 'PodDisruptionBudget shop/keep-web lets none of its pods go now: shop/web.'],
	['enough', budget('web', 1), ''],
	['of another app', budget('other', 0), ''],
	['of all pods', budget('all', 1, {}), 'lets 1 of 2 go now: shop/api, shop/web.'],
	[
		'by an expression',
		budget('in', 0, {matchExpressions: [{key: 'app', operator: 'In', values: ['api']}]}),
		'lets none of its pods go now: shop/api.',
	],
	['that no label meets', budget('no', 0, {matchExpressions: [{key: 'app', operator: 'DoesNotExist'}]}), ''],
	[
		'of other values',
		budget('ni', 0, {matchExpressions: [{key: 'tier', operator: 'NotIn', values: ['x']}]}),
		'none',
	],
	['of what is labelled', budget('ex', 0, {matchExpressions: [{key: 'tier', operator: 'Exists'}]}), ''],
])('a budget that allows %s', (_name, keep, says) => {
	const said = concernsOf(planned({pods: [pod('web'), pod('api')], budgets: [keep]}));
	if (says === '') expect(said).not.toContain('PodDisruptionBudget');
	else expect(said).toContain(says);
});

test('that there is nowhere to go is said', () => {
	const says = 'No other node takes pods';
	const pods = [pod('web')];
	expect(concernsOf(planned({pods, others: []}))).toContain(says);
	expect(concernsOf(planned({pods, others: [node({unschedulable: true}, 'n2')]}))).toContain(says);
	expect(concernsOf(planned({pods}))).not.toContain(says);
});

test('a node that was cordoned before stays so, and one that is drained is left alone', () => {
	const cordoned = node({unschedulable: true});
	const plan = planned({node: cordoned, pods: [pod('web')]});
	expect(plan.steps.map(({type}) => type)).toEqual(['evict']);
	expect(plan.undo).toMatchObject({way: 'none', because: expect.stringContaining('cordoned before')});
	expect(answer({node: cordoned, pods: [pod('agent', {by: 'DaemonSet'})]})).toMatchObject({
		refused: 'nothing-to-do',
	});
});
