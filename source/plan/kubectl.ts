import {patchOf} from '../model/patch.ts';
import {patchText} from '../model/patch-text.ts';
import type {Plan, Step} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';

/** The kubectl commands that would do the same as the plan, guards included, one a step. */
export function kubectlText(plan: Plan, contextName: string): string[] {
	return plan.steps.map(step => commandOf(step, contextName));
}

function commandOf(step: Step, contextName: string): string {
	if (step.kubectl !== undefined) return `kubectl --context ${quote(contextName)} ${step.kubectl}`;
	const {resource, namespace, name} = step.target;
	const words = [
		'kubectl patch',
		`--context ${quote(contextName)}`,
		...(namespace === '' ? [] : [`-n ${quote(namespace)}`]),
		`${resourceName(resource)} ${quote(name)}`,
		...(step.subresource ? [`--subresource=${step.subresource}`] : []),
		`--type=json -p ${quote(patchText(patchOf(step)))}`,
	];
	return words.join(' ');
}

/** For a POSIX shell. */
function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
