import {patchOf} from '../model/patch.ts';
import {patchText} from '../model/patch-text.ts';
import type {Plan, Step} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {isLineIntoPod, requestOf, requestPath} from '../model/request.ts';

/**
 * The kubectl commands that would do the same as the plan, guards included, one
 * a step. Where kubectl has no words for which incarnation is meant, the exact
 * request follows as a comment.
 */
export function kubectlText(plan: Pick<Plan, 'steps'>, contextName: string): string[] {
	const commands = plan.steps.map(step => commandOf(step, contextName));
	return [...new Set(commands), ...plan.steps.flatMap(requestText)];
}

function requestText(step: Step): string[] {
	if (step.type === 'edit' || step.type === 'create' || isLineIntoPod(step)) return [];
	const {method, body} = requestOf(step);
	return [`# ${method} ${requestPath(step)} ${JSON.stringify(body)}`];
}

function commandOf(step: Step, contextName: string): string {
	if (step.kubectl !== undefined) return ownWords(step.kubectl, contextName);
	const {resource, namespace, name} = step.target;
	if (step.type === 'create') {
		if (step.makes === undefined) return '# kubectl create -f FILE: what was made is not kept here';
		const scope = namespace === '' ? '' : ` -n ${quote(namespace)}`;
		return `printf %s ${quote(JSON.stringify(step.makes))} | kubectl create --context ${quote(contextName)}${scope} -f -`;
	}
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

/** A plug-in takes its flags after its own name only. */
function ownWords(words: string, contextName: string): string {
	const context = `--context ${quote(contextName)}`;
	return words.startsWith('argo ') ? `kubectl ${words} ${context}` : `kubectl ${context} ${words}`;
}

/** For a POSIX shell. */
export function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
