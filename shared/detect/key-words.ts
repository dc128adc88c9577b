/** Words of keys, lower case ASCII letters as `wordsOf` splits them, glued forms included. What each list means is said in `key-grammar.ts`. */
const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((word) => word !== ''));

/** A short plain word can be a password. Also in the languages in which people name their variables. */
export const PASSWORD_WORDS = list(`
  password passwords passwd passwds pwd pwds pass passwort passphrase passphrases passcode pw pswd psw psswd pasword passw passwrd pssword
  userpass dbpass dbpwd dbpassword dbpasswd mysqlpass rootpass rootpw adminpass adminpw bindpw rootpassword adminpassword sshpass smtppass mailpass sudopass
  pgpassword pgpass mysqlpassword redispass userpassword keypass storepass keystorepass truststorepass requirepass masterauth masterpass bindpassword
  senha senhas contrasena contraseña clave kennwort motdepasse mdp wachtwoord haslo hasło parola sifre şifre parol salasana losenord lösenord adgangskode heslo jelszo jelszó mima парол пароль kodeord passord geheim
  psk wpapsk presharedkey passe claves wachtwoorden contrasenas
  addmask
`);

export const SECRET_WORDS =
  list(`secret secrets clientsecret appsecret secretkey consumersecret apisecret jwtsecret sharedsecret authsecret sessionsecret hmacsecret
  secreto segredo totpsecret mnemonic seedphrase pepper sharedsecretkey oauthsecret webhooksecret secretaccesskey appsecretkey`);

export const TOKEN_WORDS =
  list(`token tokens authtoken accesstoken apitoken bearertoken bearer jwt pat refreshtoken sessiontoken idtoken bottoken usertoken deploytoken
  oauthtoken githubtoken npmtoken csrftoken privatetoken personaltoken tok xoxb`);

/** Names of keys that are always credentials; `key` alone needs the value to look like one. */
export const KEY_WORDS = list(`apikey apikeys accesskey privatekey encryptionkey signingkey licensekey authkey masterkey appkey servicekey accountkey sharedkey
  serverkey clientkey integrationkey deploykey writekey readkey cryptokey aeskey hmackey secretkeybase privkey`);

/** Words before `key` that make it a credential: `api_key`, `encryption_key`. */
export const KEY_QUALIFIERS =
  list(`api app access private secret oauth consumer encryption encrypt enc decryption signing sign signature license licence auth authentication account
  master shared service crypto cipher aes hmac jwt session cookie server admin root integration write read deploy function host storage functions subscription
  instrumentation bearer webhook validation activation product registration serial symmetric base vault unseal rsa tls ssl ssh wallet deployer signer owner
  stripe openai anthropic google aws azure github gitlab slack twilio sendgrid mailgun mailchimp datadog dd newrelic sentry algolia firebase supabase clerk resend
  mapbox maps mailjet postmark cloudflare heroku vercel netlify okta auth0 db database rest rapidapi weather tmdb omdb giphy news pusher ably segment mixpanel amplitude`);

export const AUTH_WORDS = list(
  'auth authident authorization authentication basicauth httpauth credential credentials cred creds userpwd userpass htpasswd logins auths',
);

/** Before `key` they say that it finds something rather than opens it: `cache_key`, `primaryKey`, `sonar.projectKey`. */
export const INDEX_QUALIFIERS = list(
  'cache restore primary foreign partition sort index lookup resource group object routing idempotency composite natural project table config feature flag bucket dedup message cursor item event unique ordering order translation i18n locale query route state map json xml dict row column field label tag setting',
);

/** Random, if a secret: nobody picks a plain word for these. */
export const RANDOM_WORDS = list(
  'salt seed nonce cookie session sessionid sessid sid hmac signature sig cipher pin otp totp license licence serial sas webhook dsn iv entropy cert keystore identity',
);

/** Holds a secret only inside: `scheme://user:pass@host`, `Server=…;Password=…`. */
export const CONNECTION_WORDS =
  list(`url urls uri uris dsn dsns connection connectionstring connectionstrings connstr connstring conn connect jdbc endpoint endpoints broker brokers
  database databaseurl dburl dburi mongouri mongodb mongo redis postgres postgresql mysql amqp rabbitmq smtp ldap proxy remote repository registry origin address addr mailer transport backend datasource`);

/** As the last word they say that the value is about a credential and is none: `_path`, `_ttl`, `_name`. */
export const AWAY_WORDS = list(`
  id ids uid guid name names username usernames user users arn arns path paths file files filename filepath dir directory folder host hosts hostname port ports
  length len size min max minimum maximum count limit limits number num total ttl expiry expires expire expiration expired exp seconds secs sec ms millis milliseconds minutes mins hours days weeks
  months lifetime age duration timeout interval delay period window validity grace leeway algorithm algo alg algorithms header headers prefix suffix type types kind provider providers enabled enable disabled disable
  required optional policy policies rotation rotate rotated version versions region regions zone location digest sha fingerprint thumbprint checksum hint format formats field fields column
  param parameter parameters label title description desc documentation docs shape comment message text placeholder regex regexp pattern rule rules strategy strategies mode method methods scheme schemes realm issuer issuers
  audience audiences scope scopes claim claims source sources store manager engine service services domain domains email mail role roles group groups namespace class tag tags action actions event events
  bucket table index page status state attempts retries retry tries cache strength complexity history bits level permission permissions usage usages option options config configuration settings setting
  template url_path flow grant grants response request callback redirect handler middleware guard factory helper utils util model schema controller view component test tests spec example examples
  permitted allowed supported changed updated created modified at by on date time timestamp year created_at is reset change forgot recovery confirm confirmation confirmed verification verify verified validator validation
  policy_arn ref refs reference references selector mount mountpath volume uses loader resolver generator lookup map mapping order sort parsed kms alias aliases
  encoding charset language locale color icon image img button link page href input output form html css class provider_name auto sync ready ok error errors warning failed failure success invalid missing found
  public pub publishable site curve ciphers cipher_suite vault keyvault
`);

/** First words that make a setting of whatever follows: `enable_secret_rotation`, `use_token`. */
export const SETTING_WORDS =
  list(`enable enabled disable disabled use uses using is has have allow allows require requires required show hide skip no without should can with rotate validate check
  verify generate create reset forgot forget change update delete remove num max min count total force ignore include exclude need needs support supports auto invalid missing wrong persist want expose set get`);

/** Said of a credential without changing what it is; ignored at the end of a key. */
export const QUALIFIER_WORDS =
  list(`value values val default defaults plain plaintext cleartext clear b64 base64 base hex encoded raw old new current previous prev next primary secondary main live test testing sandbox staging stage prod production
  dev development local demo temp tmp legacy backup string strings str json data content contents text env environment var variable ci eu us internal external global common shared fallback override local1
  a b c one two first second`);

/** Prefixes by which build tools put a variable into the page that everyone downloads (Next.js, Vite, Create React App, Expo, Gatsby, Nuxt, Vue CLI, SvelteKit, Astro). */
export const BROWSER_PREFIX =
  /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|VITE|REACT_APP|VUE_APP|PUBLIC|STORYBOOK|ASTRO_PUBLIC|RAZZLE|SNOWPACK_PUBLIC|NG_APP|PARCEL|REDWOOD_ENV|PLASMO_PUBLIC|WXT|TARO_APP)_/i;

/** What a credential is for, where it follows the credential's own word: `PASSWORD_DB`, `senha_banco`, `TOKEN_API`. */
export const TARGET_WORDS =
  list(`for of de da do del para pour fur the db bd database banco base sql mysql mariadb postgres postgresql pg mongo mongodb redis oracle mssql rabbitmq kafka mqtt smtp imap ldap ftp sftp ssh vpn wifi
  api app web admin administrator root superuser sa backend frontend server client github gitlab git docker npm aws azure gcp stripe slack telegram discord jwt proxy router camera backup prod production
  dev test staging stage local live main master slave replica`);
