import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Plan, Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {type Container, containersOf} from './containers.ts';
import {imageMeant, shortImages, whyNoImage} from './image-reference.ts';

type Upgrade = Extract<ActionCommand, {action: 'upgrade'}>;

/**
 * Sets the image of one container. It guards the container's name and image
 * rather than the whole list: the list holds environment values, and a patch
 * that is shown and kept must not.
 */
export const upgrade: Action<Upgrade, KubernetesObject> = {
	name: 'upgrade',
	title: 'Upgrade',
	kinds: ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps'],
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const subject = {ref: refOf(target.resource, read.value), object: read.value};
		return answer({facts: read.value, subjects: [subject], concerns: []});
	},
	plan(command, object) {
		const ref = refOf(command.target.resource, object);
		const container = chooseContainer(command, containersOf(object), sayRef(ref));
		if ('refused' in container) return container;
		const image = imageMeant(command.image, container.image);
		const refusal =
			noImage(command.image, container) ?? recreated(command.target, ref) ?? sameImage(container, image);
		if (refusal) return refusal;
		const short = shortImages(container.image, image);
		return {
			...plainPlan,
			action: 'upgrade',
			says: `Set image of ${container.name} in ${sayRef(ref)} from ${short.from} to ${short.to}`,
			lines: [{subject: `${sayRef(ref)}, ${container.name}`, from: container.image, to: image}],
			steps: [
				{
					type: 'edit',
					target: ref,
					guards: [
						{at: `${container.pointer}/name`, is: container.name},
						{at: `${container.pointer}/image`, is: container.image},
					],
					edits: [{at: `${container.pointer}/image`, from: container.image, to: image}],
				},
			],
			undo: {way: 'swap'},
			settledWhen: [{seen: 'rolled-out', of: ref, values: [{at: `${container.pointer}/image`, is: image}]}],
			concerns: isPaused(object)
				? [{says: 'It is paused: the image is set, and no pod changes until it is resumed.'}]
				: [],
		} satisfies Plan;
	},
};

function isPaused(object: KubernetesObject): boolean {
	return object.spec?.paused === true;
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
