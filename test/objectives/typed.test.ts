import {describe, expect, test} from 'vitest';
import {isRefusal} from '../../source/model/plan.ts';
import {objectives} from '../../source/objectives/index.ts';
import {sayUsage, splitWords, typedObjective} from '../../source/objectives/typed.ts';

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
