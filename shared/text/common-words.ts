/**
 * Values that stand in many secrets beside what is secret, and in every log besides: hidden there, they would hide the log. Lower case.
 * Regions of clouds are told by their shape.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `true false null none nil undefined nan yes no on off enable enabled disable disabled active inactive default auto always never
  prod production staging stage stag dev devel develop development test tests testing tested qa uat preprod preview sandbox demo local live beta alpha canary
  admin administrator admins root user users username guest owner service services system public private anonymous nobody operator readonly readwrite
  runner github ubuntu debian alpine linux windows macos darwin centos docker container host hostname client server worker
  password passwd passphrase secret secrets token tokens credential credentials login account accounts apikey changeme example sample placeholder
  string number boolean object array value values text name names title type types kind label labels data info information item items list
  localhost localdomain 127.0.0.1 0.0.0.0 255.255.255.255 ::1 example.com example.org example.net
  http https tcp udp ftp sftp ssh smtp smtps imap ldap ldaps amqp amqps mqtt grpc file ssl tls tlsv1.2 tlsv1.3 starttls require required prefer preferred optional verify
  verify-ca verify-full insecure secure allow deny
  postgres postgresql mysql mariadb mongo mongodb redis sqlite sqlite3 oracle mssql sqlserver cassandra dynamodb elasticsearch opensearch rabbitmq kafka
  memcached aurora aurora-mysql aurora-postgresql neptune docdb redshift database databases schema table index
  aws azure google amazon gcloud cloud region global primary secondary replica reader writer
  utf8 utf-8 utf8mb4 utf16 ascii latin1 base64 json yaml toml html plain text/plain text/html application/json unicode
  basic bearer oauth oauth2 oidc saml jwt hs256 hs512 rs256 rs512 es256 sha1 sha256 sha512 hmac aes-256-gcm
  trace debug info notice warn warning error errors fatal critical verbose silent
  main master trunk head release latest stable current version build builds deploy deployment
  node nodejs python java ruby golang rust javascript typescript react
  this that with from your have here there when then what which while where will would should could been were they them
  home path paths email mail address phone message messages title description note notes comment comments
  date time year month week hour minute second seconds minutes hours days daily weekly monthly
  read write create update delete list get post put patch start stop run init open close click next first last
  success failed failure pass passed skipped pending running done ready waiting unknown
  low medium high small large micro nano tiny
  usd eur gbp
  english german french spanish`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
