import type { Random } from '../pii-text/random.ts';
import type { Content } from './content.ts';
import { fill } from './vocabulary.ts';

const told = {
  german: [
    'Der Lieferant muss die Ware bis zum {n}. Tag nach der Bestellung an die Niederlassung in {place} übergeben.',
    'Herr {surname} hat die Rechnung über {N} Euro trotz mehrerer Mahnungen bisher nicht bezahlt.',
    'Die Firma {firm} haftet nicht für Schäden, die durch unsachgemäße Lagerung entstanden sind.',
    'Nach Ablauf von {n} Wochen kann jede Seite den Vertrag schriftlich kündigen.',
    'Frau {surname} fragt, ob die Gewährleistung auch für gebrauchte Geräte aus {place} gilt.',
    'Das Gericht in {place} hat die Klage im Jahr {year} als unbegründet abgewiesen.',
    'Wir bitten um Auskunft, wer die Kosten für den Transport von {N} Kisten übernimmt.',
    'Bitte prüfen Sie, ob die Frist von {n} Tagen schon abgelaufen ist.',
  ],
  french: [
    'Le fournisseur doit livrer les marchandises à {place} dans un délai de {n} jours après la commande.',
    'Monsieur {surname} n’a toujours pas réglé la facture de {N} euros malgré plusieurs rappels.',
    'La société {firm} ne répond pas des dommages causés par un mauvais entreposage des produits.',
    'Après {n} semaines, chacune des parties peut résilier le contrat par écrit.',
    'Madame {surname} demande si la garantie couvre aussi les appareils achetés d’occasion à {place}.',
    'Le tribunal de {place} a rejeté la demande en {year} parce qu’elle n’était pas fondée.',
    'Nous voudrions savoir qui prend en charge le transport de {N} caisses.',
    'Veuillez vérifier si le délai de {n} jours est déjà écoulé.',
  ],
  spanish: [
    'El proveedor debe entregar la mercancía en {place} en un plazo de {n} días desde el pedido.',
    'El señor {surname} todavía no ha pagado la factura de {N} euros pese a varios avisos.',
    'La empresa {firm} no responde de los daños causados por un almacenamiento incorrecto.',
    'Pasadas {n} semanas, cualquiera de las partes puede rescindir el contrato por escrito.',
    'La señora {surname} pregunta si la garantía cubre también los aparatos usados comprados en {place}.',
    'El tribunal de {place} desestimó la demanda en {year} porque no estaba fundada.',
    'Queremos saber quién asume el transporte de las {N} cajas hasta el almacén.',
    'Compruebe por favor si ya ha vencido el plazo de {n} días.',
  ],
};

/** A row whose question and answer are in another language than the English of the data set. */
export function foreignRow(random: Random, language: keyof typeof told): Content {
  const drawn = random.shuffled(told[language]).map((template) => fill(random, template));
  return { prompt: drawn.slice(0, 4).join(' '), answer: drawn.slice(4, 6).join(' ') };
}
