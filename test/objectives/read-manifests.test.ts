import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {isRefusal} from '../../source/model/plan.ts';
import {manifestsIn, readManifests} from '../../source/objectives/read-manifests.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-manifests-'));
afterAll(() => rmSync(folder, {recursive: true}));

const nginx = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.7.9
        ports: [{containerPort: 80}]
`;

test('a file of several objects is taken apart, each with the lines of its fields', () => {
	const made = manifestsIn(
		`# two\n${nginx}---\n# none\n---\n{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "nginx"}}\n`,
		'a.yaml',
	);
	if (isRefusal(made)) throw new Error(made.says);
	expect(made.map(({manifest}) => [manifest.kind, manifest.metadata.name])).toEqual([
		['Deployment', 'nginx-deployment'],
		['Service', 'nginx'],
	]);
	expect(made[0]?.madeOf).toMatchObject({
		file: 'a.yaml',
		lines: {
			kind: 3,
			spec: 6,
			'spec.replicas': 7,
			'spec.template.spec.containers[0].image': 12,
			'spec.template.spec.containers[0].ports[0].containerPort': 13,
		},
	});
	expect(made[1]?.madeOf?.lines).toMatchObject({kind: 17, 'metadata.name': 17});
});

test.each([
	['', /holds no object/],
	['kind: Deployment\nmetadata: {name: a}\n', /a.yaml, line 1: apiVersion is missing/],
	['apiVersion: v1\nmetadata: {name: a}\n', /kind is missing/],
	[
		`${nginx}---\napiVersion: v1\nkind: Service\nmetadata:\n  labels: {}\n`,
		/line 16: metadata.name is missing/,
	],
	['apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: a-\n', /line 4: a name that the server makes up/],
	['apiVersion: v1\nkind: List\nitems: []\n', /line 3: a list of objects is not taken/],
	['apiVersion: v1\n  kind: Pod\n', /a.yaml, line 2: /],
	['- a\n', /this is no object/],
])('what is wrong is said with its line: %j', (text, says) => {
	const made = manifestsIn(text, 'a.yaml');
	expect(isRefusal(made) && `${made.says} ${made.hint}`).toMatch(says);
});

test('a file that cannot be read says why', async () => {
	expect(await readManifests(join(folder, 'none.yaml'))).toMatchObject({
		says: expect.stringContaining('there is no such file'),
	});
	expect(await readManifests(folder)).toMatchObject({says: expect.stringContaining('it is a directory')});
	writeFileSync(join(folder, 'a.yaml'), nginx);
	expect(await readManifests(join(folder, 'a.yaml'))).toHaveLength(1);
	writeFileSync(join(folder, 'large.yaml'), `# ${'x'.repeat(1_000_001)}`);
	expect(await readManifests(join(folder, 'large.yaml'))).toMatchObject({
		says: expect.stringContaining('larger than 1 MB'),
	});
});
