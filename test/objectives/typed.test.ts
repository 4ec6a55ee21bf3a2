import {describe, expect, test} from 'vitest';
import {
	cronJobResource,
	deploymentResource,
	statefulSetResource,
} from '../../source/model/builtin-resources.ts';
import {isRefusal} from '../../source/model/plan.ts';
import {objectives} from '../../source/objectives/index.ts';
import {commandSaid} from '../../source/objectives/said-command.ts';
import {sayUsage, splitWords, typedObjective} from '../../source/objectives/typed.ts';

const deployment = (name: string) => ({resource: deploymentResource, namespace: 'shop', name});
const said = (line: string) => typedObjective(splitWords(line));
const wrong = (line: string): string => {
	const typed = said(line);
	if (!isRefusal(typed)) throw new Error(`${line} was taken`);
	return `${typed.says} ${typed.hint}`;
};

test('fields are said in any order, the name without its own, and the rest is usual', () => {
	expect(said('deploy port=80 shop image=nginx:1.7.9')).toEqual({
		objective: 'deploy',
		values: {name: 'shop', image: 'nginx:1.7.9', port: '80', replicas: '1'},
	});
	expect(said('deploy file=model.yaml')).toEqual({objective: 'deploy', values: {}, file: 'model.yaml'});
});

test('what stands in quotes is one word, of either kind', () => {
	expect(splitWords(`run-job a command="python -c 'print(1)'" image='b'`)).toEqual([
		'run-job',
		'a',
		"command=python -c 'print(1)'",
		'image=b',
	]);
	expect(splitWords('  ')).toEqual([]);
});

test.each([
	['', /objective is missing.*deploy/],
	['deplo shop', /no objective deplo.*deploy is near/],
	['deploy', /name is missing.*do deploy NAME image=/],
	['deploy shop', /image is missing/],
	['deploy Shop image=a', /name is made of .*not "Shop"/],
	['deploy shop image=a:', /image is written like nginx:1.27.*not "a:"/],
	['deploy shop image=a imgae=b', /asks for no imgae. Is image meant\?/],
	['deploy shop image=a port=70000', /port is a number from 1 to 65535, not "70000"/],
	['deploy shop image=a replicas=-1', /replicas is a whole number from 0/],
	['deploy shop image=a memory=lots', /memory is an amount like/],
	['deploy shop image=a image=b', /image is said twice: a and b/],
	['deploy shop other image=a', /name is said twice: shop and other/],
	['deploy shop image=', /image must hold something/],
	['deploy file=', /name of the file is missing/],
	['deploy shop file=a.yaml', /name would not be heeded: the file says all/],
])('%s is refused with the next step', (line, says) => {
	expect(wrong(line)).toMatch(says);
});

test.each([
	['upgrade web image=:1.28', {action: 'upgrade', target: deployment('web'), image: ':1.28'}],
	[
		'upgrade db image=postgres:17 container=db kind=statefulset',
		{
			action: 'upgrade',
			target: {...deployment('db'), resource: statefulSetResource},
			image: 'postgres:17',
			container: 'db',
		},
	],
	['downgrade web', {action: 'rollback', target: deployment('web')}],
	['downgrade web revision=3', {action: 'rollback', target: deployment('web'), toRevision: 3}],
	['scale-up web.v2 to=5', {action: 'scale', target: deployment('web.v2'), replicas: 5, way: 'up'}],
	['scale-down web to=0', {action: 'scale', target: deployment('web'), replicas: 0, way: 'down'}],
	['suspend nightly', {action: 'pause', target: {...deployment('nightly'), resource: cronJobResource}}],
	['resume nightly', {action: 'resume', target: {...deployment('nightly'), resource: cronJobResource}}],
])('%s is said by an action on what is there', (line, command) => {
	const typed = said(line);
	expect(isRefusal(typed) ? typed : commandSaid(typed, 'shop')).toEqual(command);
});

test.each([
	['upgrade web', /image is missing.*do upgrade NAME image=…/],
	['upgrade web image=:', /image is written like nginx:1\.28, or :1\.28/],
	['upgrade web image=:1.28 kind=pod', /kind is deployment or statefulset or daemonset or rollout/],
	['upgrade file=web.yaml image=:1.28', /upgrade asks for no file/],
	['downgrade web revision=0', /revision is a whole number from 1/],
	['scale-up web to=0', /to is a whole number from 1/],
	['scale-down Web to=1', /name is made of small letters, digits, dashes and dots/],
])('%s is refused with the next step', (line, says) => {
	expect(wrong(line)).toMatch(says);
});

describe.each(objectives.map(objective => [objective.name, objective] as const))('%s', (_name, objective) => {
	test('says its fields, and what is usual can be taken', () => {
		expect(sayUsage(objective)).toContain(`do ${objective.name} ${objective.fields[0].name.toUpperCase()}`);
		for (const {usual, wrong: whyNot, choices} of objective.fields) {
			if (usual === undefined) continue;
			expect(whyNot?.(usual)).toBeUndefined();
			if (choices) expect(choices).toContain(usual);
		}
	});
});
