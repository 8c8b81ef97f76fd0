import * as api from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';

test('the public names of the package', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "FaultPlan",
      "ScenarioError",
      "chosenArea",
      "commandFamilies",
      "commandNames",
      "createVirtualSerialEm",
      "loadScenario",
      "missingCommands",
      "parseScenario",
      "presetNames",
      "scenarioSchema",
    ]
  `);
});
