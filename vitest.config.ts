import {defineConfig} from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration from the default export.
export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		// These need the real control plane, and so Go.
		exclude: ['test/cluster/**', 'test/conformance/real.test.ts', '**/node_modules/**'],
		// Most files wait for what a cluster does; one after the other they would take twice as long.
		maxWorkers: 2,
		// A busy machine reads keys late: one more try, which the gate's output names, and no more.
		retry: process.env.CI ? 1 : 0,
		testTimeout: 60_000,
		hookTimeout: 60_000,
	},
});
