import {expect, it} from 'vitest';
import {Database, type Finding} from '../../source/demo/prometheus/database.ts';

const finding = (pod: string): Finding => ({
	labels: {pod},
	columns: [{name: 'up'}],
	row: Float64Array.of(1),
});

const many = (name: string) => Array.from({length: 2500}, (_, i) => finding(`${name}-${i}`));

const found = (database: Database, pod: string) =>
	database.select({matchers: [{label: 'pod', operator: '=', value: pod}]}).length;

it('forgets what ended first for what is new, and nothing that is still there', () => {
	const database = new Database();
	database.keep(0, many('old'));
	database.keep(15_000, [...many('old').slice(1), finding('too-many')]);
	database.keep(30_000, [...many('old').slice(1), finding('new')]);
	expect(['old-0', 'old-1', 'too-many', 'new'].map(pod => found(database, pod))).toEqual([0, 1, 0, 1]);
	database.keep(45_000, [finding('new'), ...many('next')]);
	database.keep(60_000, [finding('new'), ...many('next')]);
	expect(['old-1', 'new', 'next-0'].map(pod => found(database, pod))).toEqual([0, 1, 1]);
	expect([...database.all()].length).toBe(2500);
});
