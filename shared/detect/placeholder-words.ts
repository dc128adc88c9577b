/**
 * Words of which texts are made that stand where a secret could stand, but are none. Lower case, ASCII. Real passwords are made of
 * words, too, so these lists hold only words that speak *about* a credential, never names of things, animals, colours or people.
 */

/** One of these as a whole word (`my-example-key`, `ChangeMe`) or glued to others (`replacethis`) is enough. */
export const FILL_IN_WORDS: ReadonlySet<string> = new Set([
  'changeme',
  'changeit',
  'changethis',
  'fixme',
  'todo',
  'tbd',
  'replaceme',
  'replacethis',
  'replacewith',
  'placeholder',
  'example',
  'examplekey',
  'redacted',
  'removed',
  'scrubbed',
  'sanitized',
  'obfuscated',
  'masked',
  'censored',
  'dummy',
  'notset',
  'unset',
  'undefined',
  'insert',
  'fillme',
  'yourkey',
  'yourtoken',
  'yoursecret',
  'yourpassword',
  'yourapikey',
  'yourpasswordhere',
  'yourtokenhere',
  'yourapikeyhere',
  'xxx',
  'tobedefined',
  'tobereplaced',
  'notarealkey',
  'notasecret',
  'notreal',
  'ejemplo',
  'beispiel',
  'exemplo',
  'exemple',
]);

/** Words that name a credential or a part of one. */
const CREDENTIAL =
  'password passwd passwort passphrase passcode pass pwd secret secrets token tokens key keys api apikey access private public client auth authentication authorization oauth bearer basic jwt session cookie credential credentials cred creds signing signature encryption encrypt encrypted license hash salt webhook app application account service server user username userid login id name email mail smtp root admin administrator db database sql host hostname url uri dsn port aws gcp azure github gitlab google slack stripe openai';

/** Words that speak to the reader or describe the value. */
const DESCRIBING =
  'your my our the a an this that these is it are was be to for of in on at and or not no do dont use used using with from by if you see please here there should must need needs will can set get add put enter type provide change changed update updated replace replaced generate generated actual real own valid invalid value values string text random long very super strong secure insecure safe unsafe top good bad new old some any default sample test tests testing tester fake mock demo temp temporary tmp local dev develop development prod production staging stage something anything nothing none null nil empty blank missing required optional goes one two with without least characters character chars char min max minimum byte bytes bit bits hex base64 wrong correct answer challenge instead setup configured configure properly fix me foo bar baz qux foobar foobaz alphanumeric numeric binary thirty hidden prompt inherit inherited incorrect accepted expired protected encrypted authenticated granted denied dynamic static generated automatic managed tu tus su sua seu suas meu minha mi la el le les votre vos ton mon dein deine mein meine ihr jouw uw aqui hier ici clave senha contrasena contraseña chave cle clé mot de passe passwort kennwort geheim secreta secreto secrete segura seguro super ваш твой пароль ключ токен секрет şifre sifre parola haslo hasło same as above below needed locally leave later manually only when run running chiave tua tuo mia mio parola sleutel jouw wachtwoord hier inserisci inserire introduce introducir ingrese coloque colocar insira digite remplacer changer modifier cambiar cambiami cambialo alterar mudar master asecret atoken akey base openssl rand uuid uuidgen paste copy obtain create console dashboard lorem ipsum junk 16 24 32 64 128 256 512 hello world abc xyz';

/** A value made of these alone describes itself: `db_password`, `my-secret-key`, `this_is_a_test`. */
export const DESCRIPTIVE_WORDS: ReadonlySet<string> = new Set([...CREDENTIAL.split(' '), ...DESCRIBING.split(' ')]);

/** Values that any program ships with, and that attackers try first (the heads of public lists of default and most used passwords). */
export const WEAK_DEFAULTS: ReadonlySet<string> = new Set(
  (
    'password passw0rd p@ssword p@ssw0rd pa55word pass pass123 pass1234 password1 password12 password123 password1234 ' +
    '123 1234 12345 123456 1234567 12345678 123456789 1234567890 0123456789 111111 000000 123123 654321 abc123 abcd1234 ' +
    'admin admin1 admin123 admin1234 admin@123 administrator root root123 toor rootpass rootpassword guest user user123 test test123 test1234 testing ' +
    'postgres postgresql mysql mariadb mongo mongodb redis rabbitmq rabbit elastic elasticsearch kibana minio minioadmin minio123 ' +
    'oracle sa sqlserver db2admin neo4j couchdb cassandra influxdb grafana jenkins nexus sonar keycloak vagrant docker ubuntu ' +
    'secret secret123 secret1234 supersecret topsecret mysecret s3cr3t letmein welcome welcome1 welcome123 qwerty qwerty123 qwertyuiop iloveyou ' +
    'changeit default temp temp123 demo demo123 foobar foobared master login passwd dbpass dbpassword'
  ).split(' '),
);
