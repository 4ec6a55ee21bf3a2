import type {Luck} from '../../source/demo/luck.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {objectPath} from '../../source/model/path.ts';
import type {Plan} from '../../source/model/plan.ts';
import {requestOf} from '../../source/model/request.ts';
import {deployments, httpRoutes, nodes, pods} from '../kit/resources.ts';
import {nodePath, type OwnNode} from './own-nodes.ts';

/** One command that would make sense now, and every path that it may write to. */
export type Choice = {readonly command: ActionCommand; readonly paths: readonly string[]};

export type Targets = {
	readonly namespace: string;
	readonly deployments: readonly string[];
	readonly routes: readonly string[];
	ownNodes(): Promise<readonly OwnNode[]>;
};

export type Word = (typeof words)[number];

/** What an operator asks for; all of it before anything a second time. */
export const words = ['scale', 'shift', 'drain-traffic', 'undo', 'delete', 'cordon', 'drain-node'] as const;

/** The paths that the steps of a plan are written to, in their order. */
export function pathsOf({steps}: Plan): string[] {
	return steps.map(step => objectPath(step.target, requestOf(step).subresource));
}

/** Everything of one sort that could be asked for; `last` is the operator's own last change that stands. */
export async function choices(
	word: Word,
	targets: Targets,
	luck: Luck,
	last: {readonly id: string; readonly plan: Plan} | undefined,
): Promise<readonly Choice[]> {
	const {namespace} = targets;
	const onRoutes = (commandFor: (target: RouteTarget) => ActionCommand) =>
		targets.routes.map(name => {
			const target = {resource: httpRoutes, namespace, name};
			return {command: commandFor(target), paths: [objectPath(target)]};
		});
	switch (word) {
		case 'scale':
			return targets.deployments.map(name => {
				const target = {resource: deployments, namespace, name};
				const command = {action: 'scale', target, replicas: luck.between(0, 5)} as const;
				return {command, paths: [objectPath(target, 'scale')]};
			});
		case 'shift':
			return onRoutes(target => {
				const percents = [{backend: 'shop-v2', percent: luck.between(1, 99)}];
				return {action: 'shift', target, percents};
			});
		case 'drain-traffic':
			// All other routes lead to the same backends: they are other operators' work.
			return onRoutes(target => ({action: 'drain-traffic', target, rule: '0', only: true, to: 'shop-v1'}));
		case 'undo':
			return last === undefined ? [] : [{command: {action: 'undo', id: last.id}, paths: pathsOf(last.plan)}];
		case 'delete':
			return (await targets.ownNodes()).flatMap(node =>
				node.pods.map(name => {
					const target = {resource: pods, namespace, name};
					return {command: {action: 'delete', target}, paths: [objectPath(target)]} as const;
				}),
			);
		case 'cordon':
			return (await targets.ownNodes()).map(({name, isCordoned}) => {
				const target = {resource: nodes, namespace: '', name};
				const command = {action: isCordoned ? 'uncordon' : 'cordon', target} as const;
				return {command, paths: [nodePath(name)]};
			});
		case 'drain-node':
			return (await targets.ownNodes()).flatMap(node => drainsOf(node, namespace));
	}
}

type RouteTarget = {
	readonly resource: typeof httpRoutes;
	readonly namespace: string;
	readonly name: string;
};

function drainsOf({name, pods: on}: OwnNode, namespace: string): Choice[] {
	if (on.length === 0) return [];
	const target = {resource: nodes, namespace: '', name};
	// The pods themselves are named so that nobody deletes them meanwhile.
	const paths = on.flatMap(pod => {
		const ref = {resource: pods, namespace, name: pod};
		return [objectPath(ref), objectPath(ref, 'eviction')];
	});
	const command = {action: 'drain-node', target, force: true, deleteEmptyDirData: true} as const;
	return [{command, paths: [nodePath(name), ...paths]}];
}
