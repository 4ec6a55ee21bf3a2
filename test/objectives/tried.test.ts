import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {objectives} from '../../source/objectives/index.ts';

const folder = join(import.meta.dirname, '..', 'cluster');

test('every objective is tried on a real control plane', () => {
	const files = readdirSync(folder).filter(name => name.endsWith('.test.ts'));
	const texts = files.map(name => readFileSync(join(folder, name), 'utf8')).join('\n');
	const untried = objectives.filter(({name}) => !texts.includes(`'${name}'`));
	expect(untried.map(({name}) => name)).toEqual([]);
});
