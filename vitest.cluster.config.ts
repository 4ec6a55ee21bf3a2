import {defineConfig} from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration from the default export.
export default defineConfig({
	test: {
		include: ['test/cluster/**/*.test.ts', 'test/conformance/real.test.ts'],
		globalSetup: ['test/cluster/global-setup.ts'],
		// Each file works in namespaces of its own, and mostly waits.
		maxWorkers: 3,
		// A busy machine reads keys late: one more try, which the gate's output names, and no more.
		retry: process.env.CI ? 1 : 0,
		testTimeout: 120_000,
		hookTimeout: 180_000,
	},
});
