/**
 * The 27 plugins of Yelp's detect-secrets 1.5.0 with the type each writes into a baseline, and the beginnings of our rule ids that
 * find the same kind. A kind without one of its own is a "Secret Keyword" in theirs.
 */
export interface DetectSecretsPlugin {
  readonly name: string;
  readonly type: string;
  readonly rules: readonly string[];
  /** Settings that their file holds for the plugin, with their defaults. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export const PLUGINS: readonly DetectSecretsPlugin[] = [
  { name: 'ArtifactoryDetector', type: 'Artifactory Credentials', rules: ['artifactory-', 'jfrog-'] },
  { name: 'AWSKeyDetector', type: 'AWS Access Key', rules: ['aws-', 'amazon-'] },
  { name: 'AzureStorageKeyDetector', type: 'Azure Storage Account access key', rules: ['azure-storage-'] },
  { name: 'Base64HighEntropyString', type: 'Base64 High Entropy String', rules: [], settings: { limit: 4.5 } },
  { name: 'BasicAuthDetector', type: 'Basic Auth Credentials', rules: ['url-password', 'basic-auth', 'connection-string-'] },
  { name: 'CloudantDetector', type: 'Cloudant Credentials', rules: ['cloudant-'] },
  { name: 'DiscordBotTokenDetector', type: 'Discord Bot Token', rules: ['discord-'] },
  { name: 'GitHubTokenDetector', type: 'GitHub Token', rules: ['github-'] },
  { name: 'GitLabTokenDetector', type: 'GitLab Token', rules: ['gitlab-'] },
  { name: 'HexHighEntropyString', type: 'Hex High Entropy String', rules: [], settings: { limit: 3.0 } },
  { name: 'IbmCloudIamDetector', type: 'IBM Cloud IAM Key', rules: ['ibm-cloud-'] },
  { name: 'IbmCosHmacDetector', type: 'IBM COS HMAC Credentials', rules: ['ibm-cos-'] },
  { name: 'IPPublicDetector', type: 'Public IP (ipv4)', rules: [] },
  { name: 'JwtTokenDetector', type: 'JSON Web Token', rules: ['json-web-token'] },
  { name: 'KeywordDetector', type: 'Secret Keyword', rules: ['generic-', 'weak-default'], settings: { keyword_exclude: '' } },
  { name: 'MailchimpDetector', type: 'Mailchimp Access Key', rules: ['mailchimp-'] },
  { name: 'NpmDetector', type: 'NPM tokens', rules: ['npm-'] },
  { name: 'OpenAIDetector', type: 'OpenAI Token', rules: ['openai-'] },
  { name: 'PrivateKeyDetector', type: 'Private Key', rules: ['pem-', 'pgp-private', 'putty-', 'encrypted-private-key'] },
  { name: 'PypiTokenDetector', type: 'PyPI Token', rules: ['pypi-'] },
  { name: 'SendGridDetector', type: 'SendGrid API Key', rules: ['sendgrid-'] },
  { name: 'SlackDetector', type: 'Slack Token', rules: ['slack-'] },
  { name: 'SoftlayerDetector', type: 'SoftLayer Credentials', rules: ['softlayer-'] },
  { name: 'SquareOAuthDetector', type: 'Square OAuth Secret', rules: ['square-'] },
  { name: 'StripeDetector', type: 'Stripe Access Key', rules: ['stripe-'] },
  { name: 'TelegramBotTokenDetector', type: 'Telegram Bot Token', rules: ['telegram-'] },
  { name: 'TwilioKeyDetector', type: 'Twilio API Key', rules: ['twilio-'] },
];

/** The type that their baseline gives to a finding of one of our rules. */
export const typeOf = (ruleId: string): string =>
  PLUGINS.find(({ rules }) => rules.some((beginning) => ruleId.startsWith(beginning)))?.type ?? 'Secret Keyword';
