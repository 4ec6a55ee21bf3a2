import {afterAll, beforeAll, expect, test} from 'vitest';
import {isRefusal} from '../../source/model/plan.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// What objectives look for before they make anything, and what they make then, on the embedded cluster.

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
	await made('deploy web image=nginx:1.27 port=80 replicas=2 cpu=100m');
});

afterAll(() => world.stop());

const autoscalers = {
	...deployments,
	group: 'autoscaling',
	version: 'v2',
	plural: 'horizontalpodautoscalers',
	kind: 'HorizontalPodAutoscaler',
};
const inShop = (resource: typeof deployments, name: string) => ({resource, namespace: 'shop', name});

function wanted(line: string) {
	const typed = typedObjective(splitWords(line));
	if (isRefusal(typed)) throw new Error(typed.says);
	return {action: 'do', ...typed, namespace: 'shop'} as const;
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
