import {existsSync, readdirSync, readFileSync} from 'node:fs';
import type {KubernetesObject} from '../../source/model/object.ts';

/** An object as a real API server held it, and the cells its own printer made of it at that time. */
export type Recorded = {
	readonly name: string;
	readonly at: number;
	readonly printed: {readonly [column: string]: string};
	readonly object: KubernetesObject;
};

const fixtures = new URL('../fixtures/resources/', import.meta.url);

export function isRecorded(folder: string): boolean {
	return existsSync(new URL(folder, fixtures));
}

export function recorded(folder: string): readonly Recorded[] {
	return readdirSync(new URL(folder, fixtures)).map(file => ({
		name: file.replace('.json', ''),
		...JSON.parse(readFileSync(new URL(`${folder}/${file}`, fixtures), 'utf8')),
	}));
}

export function recordedObject(folder: string, name: string): KubernetesObject {
	return JSON.parse(readFileSync(new URL(`${folder}/${name}.json`, fixtures), 'utf8')).object;
}
