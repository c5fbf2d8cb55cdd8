import type { Site } from "../site.ts";

/** Webmail, mail apps, and senders of newsletters. */
export const EMAIL_SITES: readonly Site[] = [
  { name: "Gmail", kind: "email", hosts: ["mail.google.com", "com.google.android.gm"], tags: ["gmail"] },
  {
    name: "Outlook",
    kind: "email",
    hosts: [
      "outlook.com",
      "outlook.live.com",
      "outlook.office.com",
      "outlook.office365.com",
      "outlook.cloud.microsoft",
      "com.microsoft.office.outlook",
    ],
    tags: ["outlook"],
  },
  {
    name: "Yahoo Mail",
    kind: "email",
    hosts: ["mail.yahoo.com", "mail.yahoo.co.jp", "com.yahoo.mobile.client.android.mail"],
  },
  { name: "Proton Mail", kind: "email", hosts: ["mail.proton.me", "protonmail.com"] },
  { name: "iCloud Mail", kind: "email", hosts: ["icloud.com"] },
  { name: "AOL Mail", kind: "email", hosts: ["mail.aol.com"] },
  { name: "GMX", kind: "email", hosts: ["gmx.net", "gmx.com", "gmx.de", "gmx.at", "gmx.ch"] },
  { name: "WEB.DE", kind: "email", hosts: ["web.de"] },
  { name: "Fastmail", kind: "email", hosts: ["app.fastmail.com", "fastmail.com"] },
  { name: "Zoho Mail", kind: "email", hosts: ["mail.zoho.com", "mail.zoho.eu"] },
  { name: "Yandex Mail", kind: "email", hosts: ["mail.yandex.ru", "mail.yandex.com"] },
  { name: "Mail.ru", kind: "email", hosts: ["e.mail.ru"] },
  { name: "Tuta", kind: "email", hosts: ["app.tuta.com", "mail.tutanota.com"] },
  { name: "HEY", kind: "email", hosts: ["app.hey.com"] },
  { name: "Orange Mail", kind: "email", hosts: ["messagerie.orange.fr", "mail.orange.fr"] },
  { name: "Mailchimp", kind: "email", hosts: ["list-manage.com", "mailchi.mp"], tags: ["mailchimp"] },
  { name: "Klaviyo", kind: "email", tags: ["klaviyo"] },
  { name: "HubSpot", kind: "email", tags: ["hs_email"] },
  { name: "Marketo", kind: "email", tags: ["marketo"] },
  { name: "Brevo", kind: "email", hosts: ["sendibm.com", "sibmail.com"], tags: ["brevo", "sendinblue"] },
  { name: "SendGrid", kind: "email", hosts: ["ct.sendgrid.net"], tags: ["sendgrid"] },
  {
    name: "Campaign Monitor",
    kind: "email",
    hosts: ["createsend.com", "cmail19.com", "cmail20.com"],
    tags: ["campaignmonitor"],
  },
];
