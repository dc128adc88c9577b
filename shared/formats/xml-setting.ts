/** Files of programs' own data: translations, API descriptions, markup, fixtures. Everything else in XML is a settings file. */
const PROGRAM_FILE =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|mocks?|testdata|locales?|i18n|l10n|lang|languages|translations?|vendor|docs?|schemas?|values-[a-z]{2}[\w-]*|layout|drawable)\/|(?:^|\/)strings[\w-]*\.xml$|\.(?:xsd|wsdl|resx|xlf|xliff|xhtml|x?html?|svg|ts)$/;

/** Whether every entry of an XML file is a setting, by its path. */
export const isSettingsXml = (path: string): boolean => path !== '' && !PROGRAM_FILE.test(path.replaceAll('\\', '/').toLowerCase());
