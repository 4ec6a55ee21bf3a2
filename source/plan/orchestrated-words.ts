import type {Orchestrated} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';

/** `start 3 pods of Deployment shop/web: web (nginx:1.27)`, and how, as the orchestrator will do it. */
export function sayOrchestrated({does, pods, of, containers, how}: Orchestrated): string {
	const what =
		of.resource.kind === 'Pod' ? sayRef(of) : `${pods} ${pods === 1 ? 'pod' : 'pods'} of ${sayRef(of)}`;
	const each = containers.map(({name, image}) => `${name} (${image})`).join(' and ');
	return `${does} ${what}${each && `: ${each}`}${how === undefined ? '' : `, ${how}`}`;
}
