import type { Rule } from '../model/rule.ts';

export const RULES_CODE_LITERALS: readonly Rule[] = [
  {
    id: 'sql-unquoted-password',
    title: 'Password without quotes in an SQL statement',
    keywords: ['create user', 'alter user', 'create role', 'alter role', 'create login', 'alter login', 'identified by', 'identified with'],
    pattern:
      '(?:create|alter|grant)\\s[^;\\n]{1,160}?(?:identified(?:\\s{1,4}with\\s{1,4}["\'`]?\\w{1,40}["\'`]?)?\\s{1,4}(?:by|as)(?:\\s{1,4}password)?|password)\\s{0,4}=?\\s{1,4}["\']?(?=[^\\s"\'`;]{0,60}[0-9])(?<secret>(?![$%{<:?&@(\\\\#])[^\\s"\'`;\\\\]{4,100})',
    severity: 'high',
    flags: 'i',
    examples: ['CREATE USER app IDENTIFIED BY a{{digit:2}}{{alnum:10}};', "ALTER USER 'app'@'%' IDENTIFIED WITH mysql_native_password AS '*{{HEX:40}}'"],
    counterExamples: ["CREATE USER app IDENTIFIED BY '$DB_PASSWORD';", 'ALTER USER app PASSWORD EXPIRE;', "CREATE USER app WITH PASSWORD '%s';"],
  },
  {
    id: 'dotnet-network-credential',
    title: 'Password in a .NET credential object',
    keywords: ['networkcredential', 'pscredential', 'sqlcredential'],
    pattern:
      '(?:NetworkCredential|PSCredential|SqlCredential)\\s{0,2}\\(\\s{0,4}@?["\'][^"\'\\n]{1,80}["\']\\s{0,4},\\s{0,4}@?["\'](?<secret>(?![$%{<])[^"\'\\n]{4,100})["\']',
    severity: 'high',
    examples: ['$c.Credentials = new-object System.Net.NetworkCredential("user", "{{alnum:16}}");'],
  },
  {
    id: 'dotnet-directory-entry',
    title: 'Password of a directory entry',
    keywords: ['directoryentry'],
    pattern:
      'DirectoryEntry\\s{0,2}\\(\\s{0,4}@?["\'][^"\'\\n]{1,120}["\']\\s{0,4},\\s{0,4}@?["\'][^"\'\\n]{1,80}["\']\\s{0,4},\\s{0,4}@?["\'](?<secret>[^"\'\\n]{4,100})["\']',
    severity: 'high',
    examples: ['New-Object DirectoryServices.DirectoryEntry("LDAP://10.10.10.1","corp\\user", "{{alnum:12}}")'],
  },
  {
    id: 'powershell-secure-string',
    title: 'Plain text turned into a PowerShell secure string',
    keywords: ['convertto-securestring'],
    pattern: 'ConvertTo-SecureString\\s{1,4}(?:-[a-z]{1,12}\\s{1,4}){0,3}["\'](?<secret>(?![$%{<])[^"\'\\n]{4,100})["\']',
    severity: 'high',
    flags: 'i',
    examples: ["ConvertTo-SecureString '{{alnum:14}}' -AsPlainText -Force", 'ConvertTo-SecureString -AsPlainText -Force -String "{{alnum:14}}"'],
    counterExamples: ['ConvertTo-SecureString $password -AsPlainText -Force'],
  },
  {
    id: 'net-user-password',
    title: 'Password of a net user command',
    keywords: ['net user '],
    pattern: 'net\\s{1,4}user\\s{1,4}[\\w.-]{1,40}\\s{1,4}(?<secret>(?![$%{<*/])[^\\s"\']{5,80})\\s{1,4}/add',
    severity: 'high',
    flags: 'i',
    examples: ['net user deploy {{alnum:14}} /add'],
  },
  {
    id: 'htpasswd-command',
    title: 'Password of an htpasswd command',
    keywords: ['htpasswd -'],
    pattern: 'htpasswd\\s{1,3}-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}\\s{1,3}(?:[^\\s]{1,120}\\s{1,3})?[\\w.@-]{1,60}\\s{1,3}(?<secret>(?![$%{<])[^\\s"\'|;>]{4,80})',
    severity: 'medium',
    examples: ['htpasswd -bc /etc/nginx/.htpasswd admin {{alnum:14}}'],
  },
  {
    id: 'groovy-credentials-password',
    title: 'Password in a credentials block of a Gradle script',
    keywords: ['credentials {', 'credentials{', 'credentials() {'],
    pattern: 'credentials(?:\\(\\))?\\s{0,4}\\{[^}]{0,300}?\\bpassword\\s{0,4}=?\\s{1,4}["\'](?<secret>(?![$%{<])[^\\s"\'$]{3,100})["\']',
    severity: 'high',
    examples: ["maven {\n  credentials {\n    username 'bot'\n    password '{{alnum:14}}'\n  }\n}"],
    counterExamples: ["credentials {\n  username user\n  password project.property('x')\n}"],
  },
  {
    id: 'stated-password',
    title: 'Password told in a sentence',
    keywords: ['password is ', 'passwd is ', 'passphrase is ', 'password for ', 'password was '],
    pattern:
      '(?<![\\w.])pass(?:word|phrase|wd)(?: for (?:the )?(?:default )?(?:user|account)? ?["\'`]?[\\w.@-]{1,40}["\'`]?)? (?:is|are|was) (?:set to )?["\'`](?<secret>(?![$%{<])[^\\s"\'`<>]{4,64})["\'`](?! (?:and|or|is|not|field|must|required|in)\\b)',
    severity: 'medium',
    confidence: 'medium',
    flags: 'i',
    examples: ["The default password for the user 'app' is '{{alnum:10}}'.", 'echo "The password is \'{{alnum:9}}\'"'],
  },
];
