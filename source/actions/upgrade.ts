import type {ActionCommand} from '../model/command.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Plan, Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {type Container, containersOf} from './containers.ts';
import {
	gatherTemplate,
	holderUnread,
	ledConcerns,
	ledSettled,
	refsOf,
	type TemplateFacts,
} from './gather-template.ts';
import {imageMeant, shortImages, whyNoImage} from './image-reference.ts';
import {ledKinds} from './lever.ts';

type Upgrade = Extract<ActionCommand, {action: 'upgrade'}>;

/**
 * Sets the image of one container. It guards the container's name and image
 * rather than the whole list: the list holds environment values, and a patch
 * that is shown and kept must not.
 */
export const upgrade: Action<Upgrade, TemplateFacts> = {
	name: 'upgrade',
	title: 'Upgrade',
	kinds: ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', ...ledKinds],
	gather: ({target}, reader, clock) => gatherTemplate(target, reader, clock.now()),
	plan(command, facts) {
		const {object, led} = facts;
		const {named, holder} = refsOf(command.target, facts);
		const unread = holderUnread(facts);
		if (unread) return unread;
		const container = chooseContainer(command, containersOf(object), sayRef(holder));
		if ('refused' in container) return container;
		const image = imageMeant(command.image, container.image);
		const refusal =
			noImage(command.image, container) ?? recreated(command.target, named) ?? sameImage(container, image);
		if (refusal) return refusal;
		const short = shortImages(container.image, image);
		const at = `${container.pointer}/image`;
		return {
			...plainPlan,
			action: 'upgrade',
			says: `Set image of ${container.name} in ${sayRef(holder)} from ${short.from} to ${short.to}`,
			lines: [{subject: `${sayRef(holder)}, ${container.name}`, from: container.image, to: image}],
			steps: [
				{
					type: 'edit',
					target: holder,
					guards: [
						{at: `${container.pointer}/name`, is: container.name},
						{at, is: container.image},
					],
					edits: [{at, from: container.image, to: image}],
				},
			],
			undo: {way: 'swap'},
			settledWhen: led ? ledSettled(led) : [{seen: 'rolled-out', of: holder, values: [{at, is: image}]}],
			concerns: led ? ledConcerns(led) : pausedConcerns(object),
		} satisfies Plan;
	},
};

function pausedConcerns(object: KubernetesObject): Plan['concerns'] {
	return object.spec?.paused === true
		? [{says: 'It is paused: the image is set, and no pod changes until it is resumed.'}]
		: [];
}

function chooseContainer(
	command: Upgrade,
	containers: readonly Container[],
	subject: string,
): Container | Refusal {
	const names = containers.map(each => each.name).join(', ');
	if (command.container !== undefined) {
		const named = containers.find(each => each.name === command.container);
		if (named) return named;
		return {
			refused: 'not-found',
			says: `${subject} has no container ${command.container}.`,
			hint: `It has ${names}.`,
		};
	}
	const [only, ...more] = containers;
	if (only && more.length === 0) return only;
	return {
		refused: 'usage',
		says: `${subject} has ${containers.length} containers.`,
		hint: `Say which one: CONTAINER=IMAGE, with one of ${names}.`,
	};
}

function noImage(text: string, {image: present}: Container): Refusal | undefined {
	const why = whyNoImage(text, present);
	return why && {refused: 'usage', ...why};
}

function sameImage(container: Container, image: string): Refusal | undefined {
	if (container.image !== image) return undefined;
	return {refused: 'nothing-to-do', says: `${container.name} already runs ${image}.`};
}
