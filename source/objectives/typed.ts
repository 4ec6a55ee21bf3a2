import {nearest} from '../model/nearest.ts';
import type {Refusal} from '../model/plan.ts';
import {objectives} from './index.ts';
import type {Field, MakingObjective, Objective, Values} from './objective.ts';

/** What was typed for an objective: its values, checked, or the file that holds its objects. */
export type Typed = {
	readonly objective: string;
	readonly values: Values;
	/** The objects are read from there. */
	readonly file?: string;
};

/** `deploy shop image=nginx:1.27 port=80`: the same words after `:do` and `sluice do`. */
export function typedObjective([name, ...words]: readonly string[]): Typed | Refusal {
	const objective = objectives.find(each => each.name === name);
	if (objective === undefined) return noObjective(name);
	const said: Record<string, string> = {};
	for (const word of words) {
		const [, field, text] = /^([a-z][a-z-]*)=(.*)$/s.exec(word) ?? [];
		const into: string = field ?? objective.fields[0].name;
		if (said[into] !== undefined)
			return refused(`${into} is said twice: ${said[into]} and ${text ?? word}.`, usageOf(objective));
		said[into] = text ?? word;
	}
	const {file, ...values} = said;
	if (file !== undefined && objective.makes !== undefined)
		return fromFile(objective, file, Object.keys(values));
	return checked(objective, said);
}

function fromFile(
	{name, ...objective}: MakingObjective,
	file: string,
	others: readonly string[],
): Typed | Refusal {
	if (file === '')
		return refused(
			'The name of the file is missing.',
			`Write it behind file=, as in do ${name} file=model.yaml.`,
		);
	return others.length > 0
		? refused(
				`${others.join(' and ')} would not be heeded: the file says all.`,
				usageOf({name, ...objective}),
			)
		: {objective: name, values: {}, file};
}

function checked(objective: Objective, said: Readonly<Record<string, string>>): Typed | Refusal {
	const values: Record<string, string> = {};
	for (const [name, text] of Object.entries(said)) {
		const field = objective.fields.find(each => each.name === name);
		if (field === undefined) return noField(objective, name);
		const wrong = wrongIn(field, text);
		if (wrong !== undefined) return refused(`${name} ${wrong}, not "${text}".`, usageOf(objective));
		values[name] = text;
	}
	for (const {name, usual, isNeeded} of objective.fields) {
		if (values[name] !== undefined) continue;
		if (isNeeded) return refused(`${name} is missing.`, usageOf(objective));
		if (usual !== undefined) values[name] = usual;
	}
	return {objective: objective.name, values};
}

/** Why a text cannot be taken for a field, as a part of a sentence. */
export function wrongIn({choices, wrong}: Field, text: string): string | undefined {
	if (text === '') return 'must hold something';
	if (choices !== undefined && !choices.includes(text)) return `is ${choices.join(' or ')}`;
	return wrong?.(text);
}

function usageOf(objective: Pick<Objective, 'name' | 'fields'>): string {
	return `It is: ${sayUsage(objective)}`;
}

/** `do deploy NAME image=… [replicas=1] [port=…]`. */
export function sayUsage({name, fields: [first, ...fields]}: Pick<Objective, 'name' | 'fields'>): string {
	const words = fields.map(field => {
		const text = `${field.name}=${field.usual ?? field.choices?.join('|') ?? '…'}`;
		return field.isNeeded ? text : `[${text}]`;
	});
	return `do ${[name, first.name.toUpperCase(), ...words].join(' ')}`;
}

function noObjective(name: string | undefined): Refusal {
	const names = objectives.map(each => each.name);
	const [near] = name === undefined ? [] : nearest(name, names);
	return refused(
		name === undefined ? 'The objective is missing.' : `There is no objective ${name}.`,
		near === undefined ? `There are ${names.join(', ')}.` : `${near} is near; there are ${names.join(', ')}.`,
	);
}

function noField(objective: Objective, name: string): Refusal {
	const [near] = nearest(
		name,
		objective.fields.map(each => each.name),
	);
	return refused(
		`${objective.name} asks for no ${name}.${near === undefined ? '' : ` Is ${near} meant?`}`,
		usageOf(objective),
	);
}

function refused(says: string, hint: string): Refusal {
	return {refused: 'usage', says, hint};
}

/** Words of a line, as a shell takes them apart: what stands in quotes is one. */
export function splitWords(line: string): string[] {
	const words = [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*'|["'])+/g)].map(([word]) => word);
	return words.map(word => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}
