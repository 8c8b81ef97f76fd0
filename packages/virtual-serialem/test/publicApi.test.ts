import * as api from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';

test('the public names of the package', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "FaultPlan",
      "ScenarioError",
      "commandFamilies",
      "commandNames",
      "createVirtualSerialEm",
      "loadScenario",
      "parseScenario",
      "presetNames",
      "scenarioSchema",
    ]
  `);
});
