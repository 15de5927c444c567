import type { DataReport } from '../../contracts/data-report.ts';
import type { DataSection } from './section.ts';
import { contaminationSection } from './sections/contamination-section.ts';
import { duplicatesSection } from './sections/duplicates-section.ts';
import { labelsSection } from './sections/labels-section.ts';
import { lengthsSection } from './sections/lengths-section.ts';
import { quarantineSection } from './sections/quarantine-section.ts';
import { recordSection } from './sections/record-section.ts';
import { rowsSection } from './sections/rows-section.ts';
import { sensitiveSection } from './sections/sensitive-section.ts';
import { splitSection } from './sections/split-section.ts';

/** The data report as sections; those that have nothing to tell of are left out. */
export function dataSections(report: DataReport): DataSection[] {
  return [
    rowsSection(report),
    sensitiveSection(report),
    duplicatesSection(report),
    contaminationSection(report),
    splitSection(report),
    lengthsSection(report),
    labelsSection(report),
    quarantineSection(report),
    recordSection(report),
  ].filter((section) => section !== null);
}
