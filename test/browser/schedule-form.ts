import type { Page } from 'playwright-core';

export interface ScheduleForm {
  name: string;
  workflowType: string;
  workflowId: string;
  taskQueue: string;
  /** The one JSON payload. */
  payload: object;
  /** Five fields. */
  cron: string;
}

/** Fills the UI's form for a new schedule as a person does, and sends it off. Whether the schedule was made is the server's to say. */
export async function scheduleByForm(page: Page, uiUrl: string, { payload, cron, ...fields }: ScheduleForm): Promise<void> {
  await page.goto(`${uiUrl}/namespaces/default/schedules/create`, { waitUntil: 'domcontentloaded' });
  for (const [id, text] of Object.entries(fields)) await page.locator(`input#${id}`).fill(text);
  await page.locator('[contenteditable="true"]').first().click();
  await page.keyboard.press('ControlOrMeta+A'); // an example stands there
  await page.keyboard.insertText(JSON.stringify(payload));
  await page.keyboard.press('Tab');
  await page.locator('input[id^="cron-string"]').fill(cron);
  // A plain click got lost where the form moved under the pointer.
  await page.getByTestId('create-schedule-button').dispatchEvent('click');
}
