/** Names that are one word although they are written with capitals inside. */
const CAMEL_NAMES = new Set(
  `github gitlab bitbucket youtube linkedin tiktok whatsapp wechat paypal javascript typescript coffeescript
  postgresql mysql mongodb mariadb dynamodb sqlite nosql graphql openai deepseek chatgpt wordpress woocommerce
  hubspot quickbooks salesforce clickup figma airbnb docusign sharepoint onedrive powerpoint powershell
  cloudflare cloudformation cloudwatch digitalocean bigquery elasticsearch opensearch clickhouse duckdb redshift
  macos ios iphone ipad airtable mailchimp sendgrid zendesk servicenow pagerduty circleci devops datadog
  newrelic launchdarkly postman openapi oauth ebay imessage facetime onenote onepassword lastpass evernote
  matlab latex arxiv pubmed wikipedia coinbase coingecko coinmarketcap tradingview doordash ubereats opentable
  tripadvisor booking stackoverflow hackernews producthunt soundcloud deepl chromadb neo4j webhook websocket
  filesystem dropbox surrealdb vscode intellij nextjs nodejs reactjs vuejs fastapi pytorch tensorflow numpy
  readme favicon localhost eslint firefox opentelemetry graphiti databricks snowflake metabase supabase
  pocketbase tailwindcss antd openstreetmap openweathermap newsapi alphavantage`.split(/\s+/),
);

const CHUNK = /[\p{L}\p{M}\p{N}]+/gu;
const ASCII_ONLY = /^[\x00-\x7f]*$/;
const ASCII_CHUNK = /[a-zA-Z0-9]+/g;
const IDENTIFIER_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;
const NEEDS_SPLIT = /[a-z][A-Z]|[A-Z]{2}[a-z]|[a-zA-Z]\d|\d[a-zA-Z]/;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+/gu;

/**
 * The lower-case words of a text. Identifiers are split on case, punctuation and digits; scripts that are
 * written without spaces come as pairs of characters.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  if (ASCII_ONLY.test(text)) {
    for (const [chunk] of text.matchAll(ASCII_CHUNK)) addIdentifier(words, chunk);
    return words;
  }
  for (const [chunk] of text.normalize('NFKC').matchAll(CHUNK)) addAnyScript(words, chunk);
  return words;
}

function addIdentifier(words: string[], chunk: string): void {
  const whole = chunk.toLowerCase();
  if (!NEEDS_SPLIT.test(chunk) || CAMEL_NAMES.has(whole)) {
    words.push(whole);
    return;
  }
  const parts = chunk.match(IDENTIFIER_PART) ?? [];
  if (parts.length <= 3 && whole.length <= 6) words.push(whole);
  let pending = '';
  for (const part of parts) {
    const lower = part.toLowerCase();
    if (CAMEL_NAMES.has(pending + lower)) {
      words.pop();
      words.push(pending + lower);
    } else words.push(lower);
    pending = lower;
  }
}

function addAnyScript(words: string[], chunk: string): void {
  let rest = 0;
  for (const match of chunk.matchAll(CJK)) {
    addSpaced(words, chunk.slice(rest, match.index));
    addPairs(words, [...match[0]]);
    rest = match.index + match[0].length;
  }
  addSpaced(words, chunk.slice(rest));
}

function addSpaced(words: string[], chunk: string): void {
  const bare = chunk.normalize('NFD').replace(/\p{M}/gu, '');
  if (ASCII_ONLY.test(bare)) {
    if (bare) addIdentifier(words, bare);
  } else words.push(bare.toLowerCase());
}

function addPairs(words: string[], characters: readonly string[]): void {
  if (characters.length === 1) words.push(characters.join(''));
  for (let i = 1; i < characters.length; i++) words.push(`${characters[i - 1]}${characters[i]}`);
}
