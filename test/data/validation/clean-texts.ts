/** Texts that no rule may touch, with what they are: written for these tests. */
export const cleanTexts: [string, string][] = [
  ['a label', 'governing-law'],
  ['a list of labels', 'payment, termination, governing law'],
  ['a sequence of tags', 'O O B-PER I-PER O O O B-ORG O'],
  ['an order number', 'Order 4711-2210-AX was shipped on 2024-03-18 with tracking 1Z999AA10123456784.'],
  ['identifiers', '3f2a9c1e-77b0-4c1d-9f0e-2b7d6c5a4e31, 9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'],
  ['a hash', 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ['tickers', 'AAPL MSFT GOOG TSLA NVDA BRKB JPMC WMTX KLXQ'],
  ['a gene', 'ATGCGTACGTTAGC GGCTAACCGT TTAGCATCGG CCATGGTTAA ACGTACGTAA'],
  ['abbreviations', 'Cf. BGB §§ 535 ff., vgl. BGH NJW 2010, 123; OLG Hbg. ZMR 2003, 12.'],
  [
    'a Python function',
    'def rent(days, rate):\n    """Rent of some days."""\n    if days < 0:\n        raise ValueError("days")\n    return days * rate\n',
  ],
  [
    'a C program',
    '#include <stdio.h>\n#include <stdlib.h>\n\nint main(void) {\n  for (int i = 0; i < 3; i++) {\n    printf("%d\\n", i);\n  }\n  return 0;\n}\n',
  ],
  [
    'SQL',
    'SELECT c.name, COUNT(*) AS n FROM contracts c JOIN parties p ON p.contract_id = c.id WHERE c.ended IS NULL GROUP BY c.name ORDER BY n DESC;',
  ],
  ['a shell session', 'kubectl get pods -n prod\nkubectl describe pod nginx-7c5 -n prod\nkubectl logs nginx-7c5 -n prod --tail=50'],
  ['headings', '# Summary\n\nThe lease ends in May.\n\n## Rent\n\nNine hundred a month.\n\n## Notice\n\nThree months.'],
  [
    'a bulleted list',
    '- The tenant pays the rent.\n- The tenant keeps the garden.\n- The landlord repairs the roof.\n- The landlord insures the house.',
  ],
  [
    'short legal text with its terms',
    'The Licensee shall keep the Notice. The Licensee may copy the Work. The Licensee shall not sell the Work.',
  ],
  ['a definition', 'A contract is an agreement between two or more parties that the law will enforce.'],
  ['a table', '| item | price |\n|-|-|\n| desk | 120 |\n| chair | 60 |\n| lamp | 25 |'],
  ['a sum', '12 + 30 = 42, and 42 / 6 = 7, so each of them gets 7 euros and nothing is left over.'],
  ['a laugh', 'Ha ha ha, very funny! But seriously, the meeting is on Tuesday at ten.'],
  ['a poem', 'Rain on the roof,\nrain in the lane,\nnobody walks\nout in the rain.'],
  ['medicine', 'Metoprolol 47.5 mg 1-0-0, ramipril 5 mg 1-0-1, ASS 100 mg 0-1-0; HbA1c 6.8 %, eGFR 61 ml/min.'],
  ['proper names', 'Krzysztof Brzęczyszczykiewicz, Szczebrzeszyn; Ng Wei Ling; Mstislav Rzhevsky; Hjördís Hrafnsdóttir.'],
];

/** A sentence or two of everyday text in a language, by ISO 639-1 code: written for these tests. */
export const prose: [string, string][] = [
  ['en', 'The tenant must return the keys on the last day of the lease, and the landlord has to pay back the deposit within a month.'],
  [
    'fr',
    'Le locataire doit rendre les clés le dernier jour du bail, et le propriétaire doit restituer le dépôt de garantie dans un délai d’un mois.',
  ],
  [
    'de',
    'Der Mieter muss die Schlüssel am letzten Tag des Mietverhältnisses zurückgeben, und der Vermieter zahlt die Kaution innerhalb eines Monats zurück.',
  ],
  [
    'es',
    'El inquilino debe devolver las llaves el último día del contrato y el propietario tiene que reembolsar la fianza en el plazo de un mes.',
  ],
  [
    'it',
    'L’inquilino deve restituire le chiavi l’ultimo giorno del contratto e il proprietario deve rimborsare la cauzione entro un mese.',
  ],
  ['pt', 'O inquilino deve devolver as chaves no último dia do contrato e o senhorio tem de devolver a caução no prazo de um mês.'],
  ['nl', 'De huurder moet de sleutels op de laatste dag van de huur inleveren en de verhuurder betaalt de borg binnen een maand terug.'],
  [
    'sv',
    'Hyresgästen ska lämna tillbaka nycklarna på hyrestidens sista dag och hyresvärden ska betala tillbaka depositionen inom en månad.',
  ],
  ['pl', 'Najemca musi zwrócić klucze w ostatnim dniu najmu, a wynajmujący ma obowiązek oddać kaucję w ciągu jednego miesiąca.'],
  ['cs', 'Nájemce musí vrátit klíče poslední den nájmu a pronajímatel je povinen vrátit kauci do jednoho měsíce.'],
  ['hu', 'A bérlőnek a bérlet utolsó napján vissza kell adnia a kulcsokat, a bérbeadó pedig egy hónapon belül visszafizeti a kauciót.'],
  ['fi', 'Vuokralaisen on palautettava avaimet vuokrasuhteen viimeisenä päivänä, ja vuokranantaja palauttaa vakuuden kuukauden kuluessa.'],
  ['tr', 'Kiracı anahtarları sözleşmenin son gününde geri vermek zorundadır ve ev sahibi depozitoyu bir ay içinde iade eder.'],
  ['ru', 'Арендатор обязан вернуть ключи в последний день аренды, а арендодатель должен вернуть залог в течение месяца.'],
  [
    'el',
    'Ο ενοικιαστής πρέπει να επιστρέψει τα κλειδιά την τελευταία ημέρα της μίσθωσης και ο ιδιοκτήτης να επιστρέψει την εγγύηση μέσα σε έναν μήνα.',
  ],
  ['ar', 'يجب على المستأجر إعادة المفاتيح في آخر يوم من عقد الإيجار، وعلى المالك رد مبلغ التأمين خلال شهر واحد.'],
  ['he', 'על השוכר להחזיר את המפתחות ביום האחרון של השכירות, ועל בעל הדירה להחזיר את הפיקדון בתוך חודש.'],
  ['hi', 'किरायेदार को पट्टे के आखिरी दिन चाबियाँ लौटानी होंगी और मकान मालिक को एक महीने के भीतर जमा राशि वापस करनी होगी।'],
  ['zh', '租客必须在租约的最后一天归还钥匙，房东必须在一个月之内退还押金，并且支付相应的利息。'],
  ['ja', '借主は賃貸借契約の最終日に鍵を返却しなければならず、貸主は一か月以内に敷金を返還しなければなりません。'],
  ['ko', '임차인은 임대차 계약의 마지막 날에 열쇠를 반환해야 하며 임대인은 한 달 이내에 보증금을 돌려주어야 합니다.'],
  ['vi', 'Người thuê phải trả lại chìa khóa vào ngày cuối cùng của hợp đồng và chủ nhà phải hoàn lại tiền đặt cọc trong vòng một tháng.'],
  ['cy', 'Rhaid i’r tenant ddychwelyd yr allweddi ar ddiwrnod olaf y brydles, a rhaid i’r landlord ad-dalu’r blaendal o fewn mis.'],
  ['sw', 'Mpangaji lazima arudishe funguo siku ya mwisho ya mkataba na mwenye nyumba arudishe amana ndani ya mwezi mmoja.'],
  ['zu', 'Umqashi kufanele abuyisele okhiye ngosuku lokugcina lwesivumelwano futhi umnikazi wendlu abuyise idiphozi phakathi nenyanga.'],
  ['la', 'Conductor claves ultimo die locationis reddere debet, et locator pecuniam depositam intra mensem restituet.'],
  ['mi', 'Me whakahoki te kairēti i ngā kī i te rā whakamutunga o te rīhi, ā, me utu anō te rangatira i te moni pūtea i roto i te marama.'],
  ['is', 'Leigjandinn verður að skila lyklunum á síðasta degi leigutímans og leigusalinn endurgreiðir trygginguna innan mánaðar.'],
];
